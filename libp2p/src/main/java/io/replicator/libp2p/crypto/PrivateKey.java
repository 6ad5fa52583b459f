package io.replicator.libp2p.crypto;

import io.replicator.libp2p.multiformats.PeerId;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.crypto.params.Ed25519PrivateKeyParameters;

/** An Ed25519 identity key, the kind that every implementation supports. Immutable and thread-safe; never printed. */
public final class PrivateKey {

    private static final int SEED_LENGTH = 32;

    /** Seed and public key. */
    private static final int DATA_LENGTH = SEED_LENGTH + Ed25519PublicKey.LENGTH;

    /** Older libp2p wrote the public key twice. */
    private static final int LEGACY_DATA_LENGTH = DATA_LENGTH + Ed25519PublicKey.LENGTH;

    /** What the DER form of a PrivateKeyInfo (RFC 8410) has in front of the seed. */
    private static final byte[] PKCS8_PREFIX = HexFormat.of().parseHex("302e020100300506032b657004220420");

    private final byte[] data;
    private final java.security.PrivateKey key;
    private final PublicKey publicKey;

    private PrivateKey(byte[] seed) {
        // The JDK cannot derive a public key from a given seed, so BouncyCastle does it.
        byte[] rawPublicKey =
                new Ed25519PrivateKeyParameters(seed).generatePublicKey().getEncoded();
        this.data = Jca.concat(seed, rawPublicKey);
        this.key = Jca.privateKey("Ed25519", Jca.concat(PKCS8_PREFIX, seed));
        this.publicKey = Ed25519PublicKey.of(rawPublicKey);
    }

    public static PrivateKey generateEd25519(SecureRandom random) {
        byte[] seed = new byte[SEED_LENGTH];
        random.nextBytes(seed);
        return new PrivateKey(seed);
    }

    /**
     * Decodes the PrivateKey message, as {@link #encode} and go-libp2p write it.
     *
     * @throws IllegalArgumentException if it is malformed, of another type than Ed25519, or its halves do not match
     */
    public static PrivateKey decode(byte[] message) {
        KeyMessage decoded = KeyMessage.decode(message);
        if (decoded.type() != KeyType.ED25519) {
            throw new IllegalArgumentException("only Ed25519 private keys are supported, not " + decoded.type());
        }
        byte[] data = decoded.data().toByteArray();
        if (data.length != DATA_LENGTH && data.length != LEGACY_DATA_LENGTH) {
            throw new IllegalArgumentException("an Ed25519 private key has 64 bytes, not " + data.length);
        }
        PrivateKey key = new PrivateKey(Arrays.copyOf(data, SEED_LENGTH));
        for (int from = SEED_LENGTH; from < data.length; from += Ed25519PublicKey.LENGTH) {
            if (!Arrays.equals(key.data, SEED_LENGTH, DATA_LENGTH, data, from, from + Ed25519PublicKey.LENGTH)) {
                throw new IllegalArgumentException("the public half of the key does not belong to its private half");
            }
        }
        return key;
    }

    /** The PrivateKey message: the seed followed by the public key. Keep it secret. */
    public byte[] encode() {
        return KeyMessage.of(KeyType.ED25519, data).encode();
    }

    public PublicKey publicKey() {
        return publicKey;
    }

    /** The id of the peer that has this key. */
    public PeerId peerId() {
        return publicKey.peerId();
    }

    public byte[] sign(byte[] message) {
        return Jca.sign("Ed25519", key, message);
    }

    @Override
    public String toString() {
        return "private key of " + peerId();
    }
}
