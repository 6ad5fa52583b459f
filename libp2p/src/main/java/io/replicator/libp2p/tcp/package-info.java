/**
 * The TCP transport on Netty: dials and listens, and upgrades each socket by multistream-select, Noise or TLS, early
 * muxer negotiation and Yamux, in a private network all of it under its key, into a {@link
 * io.replicator.libp2p.host.Connection}.
 */
@NullMarked
package io.replicator.libp2p.tcp;

import org.jspecify.annotations.NullMarked;
