/** Who votes: the founding of a network, and the standing of this node in it. */
@NullMarked
package io.replicator.engine.membership;

import org.jspecify.annotations.NullMarked;
