package io.replicator.libp2p.crypto;

import io.replicator.libp2p.multiformats.PeerId;
import java.security.SecureRandom;
import java.util.Arrays;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** An Ed25519 identity key, the kind that every implementation supports. Immutable and thread-safe; never printed. */
public final class PrivateKey {

    private static final int SEED_LENGTH = Ed25519.SECRET_KEY_SIZE;

    /** Seed and public key. */
    private static final int DATA_LENGTH = SEED_LENGTH + Ed25519PublicKey.LENGTH;

    /** Older libp2p wrote the public key twice. */
    private static final int LEGACY_DATA_LENGTH = DATA_LENGTH + Ed25519PublicKey.LENGTH;

    private final byte[] data;
    private final PublicKey publicKey;

    private PrivateKey(byte[] seed) {
        this.data = Arrays.copyOf(seed, DATA_LENGTH);
        Ed25519.generatePublicKey(seed, 0, data, SEED_LENGTH);
        this.publicKey = Ed25519PublicKey.of(Arrays.copyOfRange(data, SEED_LENGTH, DATA_LENGTH));
    }

    /** A new Ed25519 key. */
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

    /** The other half of this key. */
    public PublicKey publicKey() {
        return publicKey;
    }

    /** The id of the peer that has this key. */
    public PeerId peerId() {
        return publicKey.peerId();
    }

    /** The 64 bytes of the Ed25519 signature of a message. */
    public byte[] sign(byte[] message) {
        byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
        Ed25519.sign(data, 0, data, SEED_LENGTH, message, 0, message.length, signature, 0);
        return signature;
    }

    @Override
    public String toString() {
        return "private key of " + peerId();
    }
}
