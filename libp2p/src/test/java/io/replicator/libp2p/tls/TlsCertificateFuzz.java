package io.replicator.libp2p.tls;

import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.libp2p.crypto.PublicKey;
import io.replicator.libp2p.fuzz.Broken;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/** Certificates: whatever is changed in a good one, it is refused or still names its own identity. */
public final class TlsCertificateFuzz {

    private static final PrivateKey IDENTITY = PrivateKey.generateEd25519(new SecureRandom());
    private static final KeyPair KEYS = keys();

    private TlsCertificateFuzz() {}

    private static KeyPair keys() {
        try {
            return KeyPairGenerator.getInstance("EC").generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public static List<byte[]> seeds() throws CertificateException {
        return List.of(TlsCertificate.issue(IDENTITY, KEYS, Instant.now()).getEncoded());
    }

    public static void fuzzerTestOneInput(byte[] data) {
        try {
            X509Certificate certificate = TlsCertificate.parse(data);
            PublicKey named = TlsCertificate.verify(new X509Certificate[] {certificate}, Instant.now());
            Broken.unless(
                    !named.equals(IDENTITY.publicKey())
                            || certificate.getPublicKey().equals(KEYS.getPublic()),
                    "nobody else vouches for this identity");
        } catch (CertificateException _) {
            // Malformed or not genuine, and said so.
        }
    }
}
