package io.replicator.libp2p.noise;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import javax.crypto.KDF;
import javax.crypto.spec.HKDFParameterSpec;
import org.jspecify.annotations.Nullable;

/** The chaining key and the hash of everything said so far (Noise specification, section 5.2). */
final class SymmetricState {

    private static final int HASH_BYTES = 32;
    private static final byte[] EMPTY = {};

    private byte[] chainingKey;
    private byte[] hash;
    private @Nullable CipherState cipher;

    /** The name has exactly as many bytes as the hash, so it is the first hash itself. */
    SymmetricState(String protocolName) {
        this.hash = protocolName.getBytes(StandardCharsets.US_ASCII);
        if (hash.length != HASH_BYTES) {
            throw new IllegalArgumentException("a name of other than " + HASH_BYTES + " bytes would need hashing");
        }
        this.chainingKey = hash;
    }

    void mixHash(byte[] data) {
        try {
            MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
            sha256.update(hash);
            hash = sha256.digest(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    void mixKey(byte[] secret) {
        byte[] keys = derive(secret);
        chainingKey = Arrays.copyOf(keys, HASH_BYTES);
        cipher = new CipherState(Arrays.copyOfRange(keys, HASH_BYTES, keys.length));
    }

    byte[] encryptAndHash(byte[] plaintext) throws NoiseException {
        byte[] ciphertext = cipher == null ? plaintext : cipher.seal(hash, plaintext);
        mixHash(ciphertext);
        return ciphertext;
    }

    byte[] decryptAndHash(byte[] ciphertext) throws NoiseException {
        byte[] plaintext = cipher == null ? ciphertext : cipher.open(hash, ciphertext);
        mixHash(ciphertext);
        return plaintext;
    }

    byte[] hash() {
        return hash.clone();
    }

    /** The ciphers of the transport phase: first the initiator's, then the responder's. */
    CipherState[] split() {
        byte[] keys = derive(EMPTY);
        return new CipherState[] {
            new CipherState(Arrays.copyOf(keys, HASH_BYTES)),
            new CipherState(Arrays.copyOfRange(keys, HASH_BYTES, keys.length))
        };
    }

    /** Noise's HKDF with two outputs is the HKDF of RFC 5869 with the chaining key as salt, and no info. */
    private byte[] derive(byte[] secret) {
        try {
            return KDF.getInstance("HKDF-SHA256")
                    .deriveData(HKDFParameterSpec.ofExtract()
                            .addSalt(chainingKey)
                            .addIKM(secret)
                            .thenExpand(EMPTY, 2 * HASH_BYTES));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
