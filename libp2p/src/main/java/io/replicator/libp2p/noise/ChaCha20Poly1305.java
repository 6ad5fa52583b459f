package io.replicator.libp2p.noise;

import io.replicator.libp2p.crypto.BoringSsl;
import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.Optional;
import javax.crypto.Cipher;

/**
 * The authenticated cipher of RFC 8439. The JDK, which stands in for BoringSSL, has fast code for its Poly1305 only on
 * processors with AVX-512, and is some five times as slow on others.
 */
final class ChaCha20Poly1305 {

    private ChaCha20Poly1305() {}

    /** A cipher that wants a key of 32 bytes and a nonce of 12 before each message. */
    static Cipher newCipher() {
        return of(BoringSsl.provider());
    }

    static Cipher of(Optional<Provider> boringSsl) {
        try {
            return boringSsl.isPresent()
                    ? Cipher.getInstance("ChaCha20/Poly1305/NoPadding", boringSsl.get())
                    : Cipher.getInstance("ChaCha20-Poly1305");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("there is no ChaCha20-Poly1305 here", e);
        }
    }
}
