/** The Java client. */
@NullMarked
package io.replicator.client;

import org.jspecify.annotations.NullMarked;
