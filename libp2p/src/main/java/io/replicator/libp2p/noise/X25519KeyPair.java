package io.replicator.libp2p.noise;

import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.NamedParameterSpec;
import java.security.spec.X509EncodedKeySpec;
import java.security.spec.XECPrivateKeySpec;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.KeyAgreement;

/** A Diffie-Hellman key pair of Noise, which knows its public half in raw form. */
final class X25519KeyPair {

    static final int PUBLIC_BYTES = 32;

    private static final String ALGORITHM = "X25519";

    /** What the DER form of a SubjectPublicKeyInfo (RFC 8410) has in front of the key. */
    private static final byte[] SPKI_PREFIX = HexFormat.of().parseHex("302a300506032b656e032100");

    private static final byte[] BASE_POINT = Arrays.copyOf(new byte[] {9}, PUBLIC_BYTES);

    private final PrivateKey privateKey;
    private final byte[] publicBytes;

    private X25519KeyPair(PrivateKey privateKey, byte[] publicBytes) {
        this.privateKey = privateKey;
        this.publicBytes = publicBytes;
    }

    static X25519KeyPair generate() {
        try {
            KeyPair pair = KeyPairGenerator.getInstance(ALGORITHM).generateKeyPair();
            byte[] spki = pair.getPublic().getEncoded();
            return new X25519KeyPair(pair.getPrivate(), Arrays.copyOfRange(spki, SPKI_PREFIX.length, spki.length));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no X25519", e);
        }
    }

    /** The pair with this raw private key. */
    static X25519KeyPair of(byte[] privateBytes) {
        try {
            PrivateKey key = KeyFactory.getInstance(ALGORITHM)
                    .generatePrivate(new XECPrivateKeySpec(NamedParameterSpec.X25519, privateBytes));
            return new X25519KeyPair(key, agree(key, BASE_POINT));
        } catch (GeneralSecurityException e) {
            throw new IllegalArgumentException("not an X25519 private key", e);
        }
    }

    byte[] publicBytes() {
        return publicBytes.clone();
    }

    /**
     * The secret shared with the owner of this raw public key.
     *
     * @throws NoiseException if the key is one of the few that have no secret (small order)
     */
    byte[] agree(byte[] remotePublicBytes) throws NoiseException {
        try {
            return agree(privateKey, remotePublicBytes);
        } catch (GeneralSecurityException e) {
            throw new NoiseException("unusable X25519 key of the remote", e);
        }
    }

    private static byte[] agree(PrivateKey own, byte[] remotePublicBytes) throws GeneralSecurityException {
        byte[] spki = Arrays.copyOf(SPKI_PREFIX, SPKI_PREFIX.length + PUBLIC_BYTES);
        System.arraycopy(remotePublicBytes, 0, spki, SPKI_PREFIX.length, PUBLIC_BYTES);
        PublicKey remote = KeyFactory.getInstance(ALGORITHM).generatePublic(new X509EncodedKeySpec(spki));
        KeyAgreement agreement = KeyAgreement.getInstance(ALGORITHM);
        agreement.init(own);
        agreement.doPhase(remote, true);
        return agreement.generateSecret();
    }
}
