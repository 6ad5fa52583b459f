package io.replicator.libp2p.crypto;

import java.security.GeneralSecurityException;
import java.security.Provider;
import java.util.Optional;
import javax.crypto.Cipher;
import org.conscrypt.Conscrypt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * BoringSSL as a provider of the JCA, by Conscrypt: several times as fast as the JDK and Bouncy Castle in what a Noise
 * connection needs. There is none where its library does not run, or with {@code -Dio.replicator.libp2p.boringssl=off};
 * whoever would use it has the JDK's instead.
 */
public final class BoringSsl {

    private static final String SWITCH = "io.replicator.libp2p.boringssl";

    private static final Logger log = LoggerFactory.getLogger(BoringSsl.class);
    private static final Optional<Provider> PROVIDER = load();

    private BoringSsl() {}

    /** The provider, which is not registered with the JCA; empty if it does not run here. */
    public static Optional<Provider> provider() {
        return PROVIDER;
    }

    private static Optional<Provider> load() {
        if (System.getProperty(SWITCH, "on").equals("off")) {
            return Optional.empty();
        }
        try {
            Provider provider = Conscrypt.newProvider();
            // A JDK that wants its providers to be signed says so here.
            var _ = Cipher.getInstance("ChaCha20", provider);
            return Optional.of(provider);
        } catch (LinkageError | GeneralSecurityException | SecurityException e) {
            // No library for this platform, or no folder to unpack it in.
            log.debug("no BoringSSL: {}", e.toString());
            return Optional.empty();
        }
    }
}
