package io.replicator.libp2p.multiformats;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;

/** A digest with the code of its hash function and its length in front (multiformats/multihash). Immutable. */
public final class Multihash {

    /** The "hash" that is the data itself; for short data. */
    public static final int IDENTITY = 0x00;

    /** SHA-256, with digests of 32 bytes. */
    public static final int SHA2_256 = 0x12;

    /** Longest digest accepted, in bytes. */
    public static final int MAX_DIGEST_LENGTH = 128;

    private static final int SHA2_256_LENGTH = 32;

    private final long code;
    private final byte[] digest;

    private Multihash(long code, byte[] digest) {
        if (digest.length > MAX_DIGEST_LENGTH) {
            throw new IllegalArgumentException(
                    "digest of " + digest.length + " bytes is over the limit of " + MAX_DIGEST_LENGTH);
        }
        if (code == SHA2_256 && digest.length != SHA2_256_LENGTH) {
            throw new IllegalArgumentException("a sha2-256 digest has 32 bytes, not " + digest.length);
        }
        this.code = code;
        this.digest = digest;
    }

    /** The SHA-256 of the data. */
    public static Multihash sha256(byte[] data) {
        return new Multihash(SHA2_256, sha256Digest(data));
    }

    /**
     * The data as its own "hash".
     *
     * @throws IllegalArgumentException if it is longer than {@value #MAX_DIGEST_LENGTH} bytes
     */
    public static Multihash identity(byte[] data) {
        return new Multihash(IDENTITY, data.clone());
    }

    /** Decodes bytes that are one multihash and nothing else. */
    public static Multihash decode(byte[] bytes) {
        ByteBuffer in = ByteBuffer.wrap(bytes);
        long code = Varint.read(in);
        long length = Varint.read(in);
        if (length != in.remaining()) {
            throw new IllegalArgumentException(
                    "multihash announces " + length + " digest bytes, but " + in.remaining() + " follow");
        }
        return new Multihash(code, Arrays.copyOfRange(bytes, in.position(), bytes.length));
    }

    /** The plain 32 bytes of SHA-256. */
    public static byte[] sha256Digest(byte[] data) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(data);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /** The number of the hash function, as {@link #SHA2_256}. */
    public long code() {
        return code;
    }

    /** The digest alone; a copy. */
    public byte[] digest() {
        return digest.clone();
    }

    /** The binary form: function, length of the digest, digest. */
    public byte[] encode() {
        return ByteBuffer.allocate(Varint.size(code) + Varint.size(digest.length) + digest.length)
                .put(Varint.encode(code))
                .put(Varint.encode(digest.length))
                .put(digest)
                .array();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Multihash that && code == that.code && Arrays.equals(digest, that.digest);
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(code) + Arrays.hashCode(digest);
    }

    /** Base58, as in a CID of version 0. */
    @Override
    public String toString() {
        return Multibase.BASE58_BTC.encodeRaw(encode());
    }
}
