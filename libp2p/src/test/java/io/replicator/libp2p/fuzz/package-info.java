/** Finds bytes that a parser or a state machine does not stand: coverage-guided, each target in a JVM of its own. */
@NullMarked
package io.replicator.libp2p.fuzz;

import org.jspecify.annotations.NullMarked;
