package io.replicator.node.storage;

import io.replicator.engine.model.StoreId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** The keys of {@link Family#META}. */
final class MetaKeys {

    static final byte[] FORMAT = name("format");
    static final byte[] STORE = name("store");
    static final byte[] BOOT = name("boot");
    static final byte[] ACTIVE_EPOCH = name("active");

    /** Followed by the epoch in eight bytes. */
    static final byte CONFIG_PREFIX = 0x01;
    /** Followed by the bucket in two bytes. */
    static final byte DIGEST_PREFIX = 0x02;

    /** Followed by the id of a store that was pulled from, in sixteen bytes. */
    static final byte PULLED_PREFIX = 0x03;

    private MetaKeys() {}

    static byte[] config(long epoch) {
        return ByteBuffer.allocate(1 + Long.BYTES)
                .put(CONFIG_PREFIX)
                .putLong(epoch)
                .array();
    }

    static byte[] digest(int bucket) {
        return ByteBuffer.allocate(1 + Short.BYTES)
                .put(DIGEST_PREFIX)
                .putShort((short) bucket)
                .array();
    }

    static byte[] pulledFrom(StoreId source) {
        return ByteBuffer.allocate(1 + StoreId.SIZE)
                .put(PULLED_PREFIX)
                .put(source.toBytes())
                .array();
    }

    static StoreId sourceOf(byte[] key) {
        return Records.getStore(ByteBuffer.wrap(key, 1, StoreId.SIZE));
    }

    static int bucketOf(byte[] key) {
        return Short.toUnsignedInt(ByteBuffer.wrap(key, 1, Short.BYTES).getShort());
    }

    private static byte[] name(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
