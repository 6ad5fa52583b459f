/** The entry to this libp2p stack: {@link io.replicator.libp2p.Libp2p} builds a host of all its layers. */
@NullMarked
package io.replicator.libp2p;

import org.jspecify.annotations.NullMarked;
