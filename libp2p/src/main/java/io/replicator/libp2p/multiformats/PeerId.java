package io.replicator.libp2p.multiformats;

import java.util.Arrays;

/**
 * The name of a peer: the multihash of its public key (libp2p specs, {@code peer-ids/peer-ids.md}). Immutable; ordered
 * by unsigned bytes. Made from a key by {@code PublicKey.peerId()}.
 */
public final class PeerId implements Comparable<PeerId> {

    /** Serialized keys up to this many bytes stand in the id themselves; longer ones by their SHA-256. */
    public static final int MAX_INLINE_KEY_LENGTH = 42;

    private final byte[] multihash;
    private final int hash;

    private PeerId(byte[] multihash) {
        this.multihash = multihash;
        this.hash = Arrays.hashCode(multihash);
    }

    /** The id of the peer whose public key is serialized so. */
    public static PeerId ofKey(byte[] serializedPublicKey) {
        Multihash id = serializedPublicKey.length <= MAX_INLINE_KEY_LENGTH
                ? Multihash.identity(serializedPublicKey)
                : Multihash.sha256(serializedPublicKey);
        return new PeerId(id.encode());
    }

    /** Decodes the bytes of a multihash, which must be sha2-256 or an identity hash of at most 42 bytes. */
    public static PeerId decode(byte[] multihash) {
        return of(Multihash.decode(multihash));
    }

    /** Parses base58 text ({@code 12D3KooW…}, {@code Qm…}) or a CID with the codec libp2p-key in any multibase. */
    public static PeerId parse(String text) {
        try {
            if (text.startsWith("1") || text.startsWith("Qm")) {
                return decode(Multibase.BASE58_BTC.decodeRaw(text));
            }
            Cid cid = Cid.parse(text);
            if (cid.codec() != Cid.LIBP2P_KEY) {
                throw new IllegalArgumentException("the CID has the codec 0x" + Long.toHexString(cid.codec())
                        + ", but a peer id needs 0x72 (libp2p-key)");
            }
            return of(cid.hash());
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("not a peer id: \"" + text + "\": " + e.getMessage(), e);
        }
    }

    private static PeerId of(Multihash id) {
        boolean inline = id.code() == Multihash.IDENTITY
                && id.digest().length > 0
                && id.digest().length <= MAX_INLINE_KEY_LENGTH;
        if (!inline && id.code() != Multihash.SHA2_256) {
            throw new IllegalArgumentException("a peer id is a sha2-256 multihash or an identity multihash of 1 to "
                    + MAX_INLINE_KEY_LENGTH + " bytes");
        }
        return new PeerId(id.encode());
    }

    /** The multihash. */
    public byte[] encode() {
        return multihash.clone();
    }

    /** The same id as a CID, the newer text form. */
    public Cid toCid() {
        return Cid.v1(Cid.LIBP2P_KEY, Multihash.decode(multihash));
    }

    @Override
    public int compareTo(PeerId other) {
        return Arrays.compareUnsigned(multihash, other.multihash);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof PeerId that && Arrays.equals(multihash, that.multihash);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    /** Base58, the form that all implementations print. */
    @Override
    public String toString() {
        return Multibase.BASE58_BTC.encodeRaw(multihash);
    }
}
