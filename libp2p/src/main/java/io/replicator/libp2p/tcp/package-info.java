/**
 * The TCP transport on Netty: dials and listens, and upgrades each socket by multistream-select, Noise, early muxer
 * negotiation and Yamux into a {@link io.replicator.libp2p.host.Connection}.
 */
@NullMarked
package io.replicator.libp2p.tcp;

import org.jspecify.annotations.NullMarked;
