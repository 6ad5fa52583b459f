package io.replicator.libp2p.noise;

import java.security.SecureRandom;
import org.bouncycastle.math.ec.rfc7748.X25519;

/**
 * A Diffie-Hellman key pair of Noise (RFC 7748), which knows its public half in raw form. By Bouncy Castle, which is several
 * times as fast as the JDK.
 */
final class X25519KeyPair {

    static final int PUBLIC_BYTES = X25519.POINT_SIZE;

    private static final SecureRandom RANDOM = new SecureRandom();

    private final byte[] privateBytes;
    private final byte[] publicBytes = new byte[PUBLIC_BYTES];

    private X25519KeyPair(byte[] privateBytes) {
        this.privateBytes = privateBytes;
        X25519.generatePublicKey(privateBytes, 0, publicBytes, 0);
    }

    static X25519KeyPair generate() {
        byte[] privateBytes = new byte[X25519.SCALAR_SIZE];
        X25519.generatePrivateKey(RANDOM, privateBytes);
        return new X25519KeyPair(privateBytes);
    }

    /** The pair with this raw private key, of 32 bytes. */
    static X25519KeyPair of(byte[] privateBytes) {
        if (privateBytes.length != X25519.SCALAR_SIZE) {
            throw new IllegalArgumentException("an X25519 private key has 32 bytes, not " + privateBytes.length);
        }
        return new X25519KeyPair(privateBytes.clone());
    }

    byte[] publicBytes() {
        return publicBytes.clone();
    }

    /**
     * The secret shared with the owner of this raw public key, of 32 bytes.
     *
     * @throws NoiseException if the key is one of the few that have no secret (small order)
     */
    byte[] agree(byte[] remotePublicBytes) throws NoiseException {
        byte[] secret = new byte[X25519.POINT_SIZE];
        if (!X25519.calculateAgreement(privateBytes, 0, remotePublicBytes, 0, secret, 0)) {
            throw new NoiseException("unusable X25519 key of the remote");
        }
        return secret;
    }
}
