package io.replicator.libp2p.noise;

import io.replicator.libp2p.crypto.BoringSsl;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.KeyAgreement;

/** A Diffie-Hellman key pair of Noise (RFC 7748), which knows its public half in raw form. */
final class X25519KeyPair {

    static final int PUBLIC_BYTES = 32;

    private static final int PRIVATE_BYTES = 32;

    /** What precedes the raw keys where the JCA takes and gives them (RFC 8410, sections 4 and 7). */
    private static final byte[] PUBLIC_PREFIX = HexFormat.of().parseHex("302a300506032b656e032100");

    private static final byte[] PRIVATE_PREFIX = HexFormat.of().parseHex("302e020100300506032b656e04220420");

    /** The raw public key whose agreement with a private key is the public half of that. */
    private static final byte[] BASE_POINT = Arrays.copyOf(new byte[] {9}, PUBLIC_BYTES);

    private static final Provider PROVIDER = BoringSsl.provider().orElseGet(X25519KeyPair::jdk);

    private final PrivateKey privateKey;
    private final byte[] publicBytes;

    private X25519KeyPair(PrivateKey privateKey, byte[] publicBytes) {
        this.privateKey = privateKey;
        this.publicBytes = publicBytes;
    }

    static X25519KeyPair generate() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance("XDH", PROVIDER).generateKeyPair();
            byte[] encoded = pair.getPublic().getEncoded();
            return new X25519KeyPair(
                    pair.getPrivate(), Arrays.copyOfRange(encoded, PUBLIC_PREFIX.length, encoded.length));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("there is no X25519 here", e);
        }
    }

    /** The pair with this raw private key, of 32 bytes. */
    static X25519KeyPair of(byte[] privateBytes) {
        if (privateBytes.length != PRIVATE_BYTES) {
            throw new IllegalArgumentException("an X25519 private key has 32 bytes, not " + privateBytes.length);
        }
        try {
            PrivateKey privateKey = KeyFactory.getInstance("XDH", PROVIDER)
                    .generatePrivate(new PKCS8EncodedKeySpec(join(PRIVATE_PREFIX, privateBytes)));
            return new X25519KeyPair(privateKey, agree(privateKey, BASE_POINT));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("there is no X25519 here", e);
        }
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
        try {
            return agree(privateKey, remotePublicBytes);
        } catch (InvalidKeyException e) {
            throw new NoiseException("unusable X25519 key of the remote", e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("there is no X25519 here", e);
        }
    }

    private static byte[] agree(PrivateKey privateKey, byte[] publicBytes) throws GeneralSecurityException {
        PublicKey publicKey = KeyFactory.getInstance("XDH", PROVIDER)
                .generatePublic(new X509EncodedKeySpec(join(PUBLIC_PREFIX, publicBytes)));
        KeyAgreement agreement = KeyAgreement.getInstance("XDH", PROVIDER);
        agreement.init(privateKey);
        var _ = agreement.doPhase(publicKey, true);
        return agreement.generateSecret();
    }

    private static Provider jdk() {
        try {
            return KeyAgreement.getInstance("XDH").getProvider();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("there is no X25519 here", e);
        }
    }

    private static byte[] join(byte[] prefix, byte[] key) {
        return ByteBuffer.allocate(prefix.length + key.length)
                .put(prefix)
                .put(key)
                .array();
    }
}
