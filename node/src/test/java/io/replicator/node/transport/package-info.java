@NullMarked
package io.replicator.node.transport;

import org.jspecify.annotations.NullMarked;
