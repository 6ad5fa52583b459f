package io.replicator.engine.model;

import java.nio.ByteBuffer;

/** Names a data folder, drawn at random when it is created: a wiped disk is another voter (protocol section 2). */
public record StoreId(long high, long low) implements Comparable<StoreId> {

    /** Bytes of a store id. */
    public static final int SIZE = 16;

    /**
     * Reads a store id.
     *
     * @throws IllegalArgumentException if there are not exactly {@value #SIZE} bytes
     */
    public static StoreId of(byte[] bytes) {
        if (bytes.length != SIZE) {
            throw new IllegalArgumentException("a store id has " + SIZE + " bytes, not " + bytes.length);
        }
        ByteBuffer words = ByteBuffer.wrap(bytes);
        return new StoreId(words.getLong(), words.getLong());
    }

    public byte[] toBytes() {
        return ByteBuffer.allocate(SIZE).putLong(high).putLong(low).array();
    }

    /** Spelled out, as every message is looked up by it, and what a record generates takes long to become fast. */
    @Override
    public boolean equals(Object other) {
        return other instanceof StoreId id && high == id.high && low == id.low;
    }

    /** Drawn at random: either word will do. */
    @Override
    public int hashCode() {
        return Long.hashCode(low);
    }

    @Override
    public int compareTo(StoreId other) {
        int order = Long.compareUnsigned(high, other.high);
        return order == 0 ? Long.compareUnsigned(low, other.low) : order;
    }

    @Override
    public String toString() {
        return String.format("%016x%016x", high, low);
    }
}
