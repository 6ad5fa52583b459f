package io.replicator.libp2p.crypto;

import java.util.HexFormat;

/** An Ed25519 key; its data are the 32 raw bytes. */
final class Ed25519PublicKey extends PublicKey {

    static final int LENGTH = 32;

    /** What the DER form of a SubjectPublicKeyInfo (RFC 8410) has in front of the raw key. */
    private static final byte[] SPKI_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");

    private final java.security.PublicKey key;

    private Ed25519PublicKey(byte[] raw, java.security.PublicKey key) {
        super(KeyMessage.of(KeyType.ED25519, raw));
        this.key = key;
    }

    static Ed25519PublicKey of(byte[] raw) {
        if (raw.length != LENGTH) {
            throw new IllegalArgumentException("an Ed25519 public key has 32 bytes, not " + raw.length);
        }
        return new Ed25519PublicKey(raw, Jca.publicKey("Ed25519", Jca.concat(SPKI_PREFIX, raw)));
    }

    @Override
    public boolean verify(byte[] message, byte[] signature) {
        return Jca.verify("Ed25519", key, message, signature);
    }
}
