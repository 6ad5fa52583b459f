/** The program by which this stack takes part in libp2p's unified-testing, the matrix of all implementations. */
@NullMarked
package io.replicator.libp2p.unified;

import org.jspecify.annotations.NullMarked;
