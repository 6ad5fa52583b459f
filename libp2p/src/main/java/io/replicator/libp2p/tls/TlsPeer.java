package io.replicator.libp2p.tls;

import io.replicator.libp2p.crypto.PublicKey;

/**
 * Who the remote of a secured channel is.
 *
 * @param key its identity key, proven
 * @param muxer the multiplexer that the handshake agreed on; empty if it did not
 */
public record TlsPeer(PublicKey key, String muxer) {}
