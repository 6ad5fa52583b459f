/** The validated values that the protocol speaks of: keys, ballots, votes, configurations. Immutable, all of them. */
@NullMarked
package io.replicator.engine.model;

import org.jspecify.annotations.NullMarked;
