package io.replicator.engine.model;

import java.util.Arrays;

/** The bytes that a key stands for: 0 to {@value #MAX_BYTES} of them. A node may accept less from its clients. */
public final class Value {

    /** The fixed limit of the wire (16 MiB), so that nodes with different settings still understand each other. */
    public static final int MAX_BYTES = 16 << 20;

    public static final Value EMPTY = new Value(new byte[0]);

    private final byte[] bytes;

    private Value(byte[] bytes) {
        this.bytes = bytes;
    }

    /**
     * Takes over the array, which nobody may change afterwards.
     *
     * @throws IllegalArgumentException above {@value #MAX_BYTES} bytes
     */
    public static Value of(byte[] bytes) {
        if (bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException("the value has " + bytes.length + " bytes: the limit is " + MAX_BYTES);
        }
        return new Value(bytes);
    }

    public int length() {
        return bytes.length;
    }

    /** The bytes themselves, which nobody may change: for codecs, which would otherwise copy at every step. */
    public byte[] unsafeBytes() {
        return bytes;
    }

    public byte[] toBytes() {
        return bytes.clone();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Value value && Arrays.equals(bytes, value.bytes);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(bytes);
    }

    @Override
    public String toString() {
        return bytes.length + " bytes";
    }
}
