/** Violations of the rules of the house, planted to show that they are noticed. */
@NullMarked
package io.replicator.client.planted;

import org.jspecify.annotations.NullMarked;
