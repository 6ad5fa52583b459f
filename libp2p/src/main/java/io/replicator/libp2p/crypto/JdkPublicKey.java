package io.replicator.libp2p.crypto;

import java.security.interfaces.RSAPublicKey;

/** An RSA or ECDSA key; its data are a SubjectPublicKeyInfo in DER, and it signs SHA-256 digests. */
final class JdkPublicKey extends PublicKey {

    /** go-libp2p refuses weaker keys too. */
    static final int MIN_RSA_BITS = 2048;

    /** Bounds the work that a stranger's signature costs. */
    static final int MAX_RSA_BITS = 8192;

    private final java.security.PublicKey key;
    private final String signature;

    private JdkPublicKey(KeyType type, java.security.PublicKey key, String signature) {
        super(KeyMessage.of(type, key.getEncoded()));
        this.key = key;
        this.signature = signature;
    }

    static JdkPublicKey rsa(byte[] der) {
        java.security.PublicKey key = Jca.publicKey("RSA", der);
        int bits = ((RSAPublicKey) key).getModulus().bitLength();
        if (bits < MIN_RSA_BITS || bits > MAX_RSA_BITS) {
            throw new IllegalArgumentException(
                    "an RSA key has " + MIN_RSA_BITS + " to " + MAX_RSA_BITS + " bits, not " + bits);
        }
        return new JdkPublicKey(KeyType.RSA, key, "SHA256withRSA");
    }

    static JdkPublicKey ecdsa(byte[] der) {
        return new JdkPublicKey(KeyType.ECDSA, Jca.publicKey("EC", der), "SHA256withECDSA");
    }

    @Override
    public boolean verify(byte[] message, byte[] bytes) {
        return Jca.verify(signature, key, message, bytes);
    }
}
