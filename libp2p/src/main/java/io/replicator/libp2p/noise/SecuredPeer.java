package io.replicator.libp2p.noise;

import io.replicator.libp2p.crypto.PublicKey;
import java.util.List;

/**
 * Who is at the other end, proven.
 *
 * @param muxers the stream multiplexers that it offered inside the handshake, by its preference; may be empty
 */
public record SecuredPeer(PublicKey key, List<String> muxers) {}
