package io.replicator.engine.model;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** A SHA-256 digest as four words, most significant first, so that comparing and hashing touch no array. */
public record Hash256(long a, long b, long c, long d) implements Comparable<Hash256> {

    /** Bytes of a digest. */
    public static final int SIZE = 32;

    public static final Hash256 ZERO = new Hash256(0, 0, 0, 0);

    /** Bytes of fields up to which they are hashed at one go. */
    private static final int SHORT = 512;

    private static final MessageDigest UNUSED = newSha256();

    /**
     * Reads a digest.
     *
     * @throws IllegalArgumentException if there are not exactly {@value #SIZE} bytes
     */
    public static Hash256 of(byte[] bytes) {
        if (bytes.length != SIZE) {
            throw new IllegalArgumentException("a digest has " + SIZE + " bytes, not " + bytes.length);
        }
        ByteBuffer words = ByteBuffer.wrap(bytes);
        return new Hash256(words.getLong(), words.getLong(), words.getLong(), words.getLong());
    }

    /**
     * The digest of several fields, each preceded by its length in four bytes (big endian), so that no two different
     * lists of fields are hashed as the same bytes.
     */
    public static Hash256 ofFields(byte[]... fields) {
        long size = 0;
        for (byte[] field : fields) {
            size += Integer.BYTES + field.length;
        }
        MessageDigest digest = sha256();
        if (size > SHORT) {
            // Long fields are not copied.
            for (byte[] field : fields) {
                digest.update(
                        ByteBuffer.allocate(Integer.BYTES).putInt(field.length).flip());
                digest.update(field);
            }
            return of(digest.digest());
        }
        ByteBuffer all = ByteBuffer.allocate((int) size);
        for (byte[] field : fields) {
            all.putInt(field.length).put(field);
        }
        return of(digest.digest(all.array()));
    }

    public byte[] toBytes() {
        return ByteBuffer.allocate(SIZE)
                .putLong(a)
                .putLong(b)
                .putLong(c)
                .putLong(d)
                .array();
    }

    @Override
    public int compareTo(Hash256 other) {
        int order = Long.compareUnsigned(a, other.a);
        if (order == 0) {
            order = Long.compareUnsigned(b, other.b);
        }
        if (order == 0) {
            order = Long.compareUnsigned(c, other.c);
        }
        return order == 0 ? Long.compareUnsigned(d, other.d) : order;
    }

    /** Spelled out, since pids are compared at every step, and what a record generates takes long to become fast. */
    @Override
    public boolean equals(Object other) {
        return other instanceof Hash256 hash && a == hash.a && b == hash.b && c == hash.c && d == hash.d;
    }

    /** A digest is spread evenly already: any of its words will do. */
    @Override
    public int hashCode() {
        return Long.hashCode(a);
    }

    @Override
    public String toString() {
        return HexFormat.of().formatHex(toBytes());
    }

    /** A copy of an unused digest: looking up the algorithm takes longer than hashing a short value. */
    private static MessageDigest sha256() {
        try {
            return (MessageDigest) UNUSED.clone();
        } catch (CloneNotSupportedException e) {
            throw new IllegalStateException("the platform's SHA-256 can be copied", e);
        }
    }

    private static MessageDigest newSha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
