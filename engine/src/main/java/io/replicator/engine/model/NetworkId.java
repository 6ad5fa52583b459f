package io.replicator.engine.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Names a network for ever: the hash of its founder and a nonce (protocol section 8). */
public record NetworkId(Hash256 hash) {

    public static NetworkId of(NodeId founder, long nonce) {
        return new NetworkId(Hash256.ofFields(
                founder.peer().text().getBytes(StandardCharsets.UTF_8),
                founder.store().toBytes(),
                ByteBuffer.allocate(Long.BYTES).putLong(nonce).array()));
    }

    /** The first eight hexadecimal digits: enough for people to tell networks apart. */
    public String shortText() {
        return hash.toString().substring(0, 8);
    }

    @Override
    public String toString() {
        return hash.toString();
    }
}
