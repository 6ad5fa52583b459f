package io.replicator.libp2p.crypto;

import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** An Ed25519 key (RFC 8032); its data are the 32 raw bytes. By Bouncy Castle, which is several times as fast as the JDK. */
final class Ed25519PublicKey extends PublicKey {

    static final int LENGTH = Ed25519.PUBLIC_KEY_SIZE;

    private final byte[] raw;

    private Ed25519PublicKey(byte[] raw) {
        super(KeyMessage.of(KeyType.ED25519, raw));
        this.raw = raw;
    }

    static Ed25519PublicKey of(byte[] raw) {
        if (raw.length != LENGTH) {
            throw new IllegalArgumentException("an Ed25519 public key has 32 bytes, not " + raw.length);
        }
        return new Ed25519PublicKey(raw.clone());
    }

    /** Some bytes of the right length are no point of the curve, which shows only here. */
    @Override
    public boolean verify(byte[] message, byte[] signature) {
        return signature.length == Ed25519.SIGNATURE_SIZE
                && Ed25519.verify(signature, 0, raw, 0, message, 0, message.length);
    }
}
