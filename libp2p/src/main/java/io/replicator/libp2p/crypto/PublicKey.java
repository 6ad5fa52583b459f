package io.replicator.libp2p.crypto;

import io.replicator.libp2p.multiformats.PeerId;
import java.util.Arrays;

/** The public key of a peer. Immutable and thread-safe; equal if the serialized forms are. */
public abstract sealed class PublicKey permits Ed25519PublicKey, JdkPublicKey, Secp256k1PublicKey {

    private final KeyType type;
    private final byte[] encoded;
    private final PeerId peerId;

    PublicKey(KeyMessage message) {
        this.type = message.type();
        this.encoded = message.encode();
        this.peerId = PeerId.ofKey(encoded);
    }

    /**
     * Decodes the PublicKey message.
     *
     * @throws IllegalArgumentException if it is malformed, of an unknown type, or holds no valid key of its type
     */
    public static PublicKey decode(byte[] message) {
        KeyMessage key = KeyMessage.decode(message);
        byte[] data = key.data().toByteArray();
        return switch (key.type()) {
            case ED25519 -> Ed25519PublicKey.of(data);
            case SECP256K1 -> Secp256k1PublicKey.of(data);
            case RSA -> JdkPublicKey.rsa(data);
            case ECDSA -> JdkPublicKey.ecdsa(data);
        };
    }

    /** Of which kind this key is. */
    public KeyType type() {
        return type;
    }

    /** The PublicKey message in its deterministic form. */
    public byte[] encode() {
        return encoded.clone();
    }

    /** The id of the peer that has this key. */
    public PeerId peerId() {
        return peerId;
    }

    /** Whether the owner of this key signed the message; a malformed signature is a wrong one. */
    public abstract boolean verify(byte[] message, byte[] signature);

    @Override
    public boolean equals(Object other) {
        return other instanceof PublicKey that && Arrays.equals(encoded, that.encoded);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(encoded);
    }

    @Override
    public String toString() {
        return type + " key of " + peerId;
    }
}
