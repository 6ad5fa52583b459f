/**
 * The exported API of this libp2p stack: a {@link io.replicator.libp2p.host.Host} listens, dials, opens {@link
 * io.replicator.libp2p.host.Stream streams} and serves protocols by {@link io.replicator.libp2p.host.ProtocolHandler
 * handlers}. What users of the module need stands here; the other packages are its layers.
 */
@NullMarked
package io.replicator.libp2p.host;

import org.jspecify.annotations.NullMarked;
