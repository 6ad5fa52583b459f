package io.replicator.libp2p.multiformats;

import java.nio.ByteBuffer;
import java.util.Arrays;

/**
 * A content identifier: a multihash together with the codec of what was hashed (multiformats/cid). Version 0 is a bare
 * sha2-256 multihash and implies the codec dag-pb.
 */
public record Cid(int version, long codec, Multihash hash) {

    public static final int RAW = 0x55;
    public static final int DAG_PB = 0x70;
    public static final int LIBP2P_KEY = 0x72;

    private static final int V0_LENGTH = 34;
    private static final int V0_TEXT_LENGTH = 46;

    public Cid {
        boolean plain = version == 1;
        boolean legacy = version == 0 && codec == DAG_PB && hash.code() == Multihash.SHA2_256;
        if (!plain && !legacy) {
            throw new IllegalArgumentException(
                    "a CID is of version 1, or of version 0 with dag-pb and sha2-256; not version " + version);
        }
    }

    /** A CID of version 1. */
    public static Cid v1(long codec, Multihash hash) {
        return new Cid(1, codec, hash);
    }

    /** Parses base58 text of version 0 ({@code Qm…}), or any multibase text of version 1. */
    public static Cid parse(String text) {
        if (text.length() == V0_TEXT_LENGTH && text.startsWith("Qm")) {
            return decode(Multibase.BASE58_BTC.decodeRaw(text));
        }
        Cid cid = decode(Multibase.decode(text));
        if (cid.version == 0) {
            throw new IllegalArgumentException("a CID of version 0 has no multibase prefix: " + text);
        }
        return cid;
    }

    /**
     * Decodes the binary form of either version.
     *
     * @throws IllegalArgumentException if it is malformed or of another version
     */
    public static Cid decode(byte[] bytes) {
        if (bytes.length == V0_LENGTH && bytes[0] == Multihash.SHA2_256 && bytes[1] == V0_LENGTH - 2) {
            return new Cid(0, DAG_PB, Multihash.decode(bytes));
        }
        ByteBuffer in = ByteBuffer.wrap(bytes);
        long version = Varint.read(in);
        if (version != 1) {
            throw new IllegalArgumentException("CID version " + version + " is unknown");
        }
        long codec = Varint.read(in);
        return new Cid(1, codec, Multihash.decode(Arrays.copyOfRange(bytes, in.position(), bytes.length)));
    }

    /** The binary form. */
    public byte[] encode() {
        byte[] multihash = hash.encode();
        if (version == 0) {
            return multihash;
        }
        return ByteBuffer.allocate(Varint.size(version) + Varint.size(codec) + multihash.length)
                .put(Varint.encode(version))
                .put(Varint.encode(codec))
                .put(multihash)
                .array();
    }

    /** Base58 for version 0, base32 for version 1. */
    @Override
    public String toString() {
        return version == 0 ? Multibase.BASE58_BTC.encodeRaw(encode()) : Multibase.BASE32.encode(encode());
    }
}
