package io.replicator.libp2p.noise;

import java.security.GeneralSecurityException;
import java.security.Provider;
import javax.crypto.Cipher;
import org.conscrypt.Conscrypt;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The authenticated cipher of RFC 8439: that of BoringSSL, through Conscrypt, where its library runs, and the JDK's
 * elsewhere. The JDK has fast code for Poly1305 only on processors with AVX-512, and is some five times as slow on others.
 */
final class ChaCha20Poly1305 {

    private static final Logger LOG = LoggerFactory.getLogger(ChaCha20Poly1305.class);

    private static final @Nullable Provider CONSCRYPT = conscrypt();

    private ChaCha20Poly1305() {}

    /** A cipher that wants a key of 32 bytes and a nonce of 12 before each message. */
    static Cipher newCipher() {
        try {
            return CONSCRYPT == null ? ofJdk() : of(CONSCRYPT);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("this JDK has no ChaCha20-Poly1305", e);
        }
    }

    static Cipher ofJdk() throws GeneralSecurityException {
        return Cipher.getInstance("ChaCha20-Poly1305");
    }

    private static Cipher of(Provider conscrypt) throws GeneralSecurityException {
        return Cipher.getInstance("ChaCha20/Poly1305/NoPadding", conscrypt);
    }

    private static @Nullable Provider conscrypt() {
        try {
            Provider provider = Conscrypt.newProvider();
            var _ = of(provider);
            return provider;
        } catch (LinkageError | GeneralSecurityException | SecurityException e) {
            // No library for this platform, no folder to unpack it in, or a JDK that wants providers to be signed.
            LOG.debug("ChaCha20-Poly1305 is the JDK's: {}", e.toString());
            return null;
        }
    }
}
