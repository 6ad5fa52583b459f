package io.replicator.libp2p.tls;

import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.libp2p.crypto.PublicKey;
import io.replicator.libp2p.fuzz.Broken;
import io.replicator.libp2p.fuzz.Repeatable;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.List;

/** Certificates: whatever is changed in a good one, it is refused or still names its own identity. */
public final class TlsCertificateFuzz {

    private static final PrivateKey IDENTITY = Repeatable.identity(1);
    private static final KeyPair KEYS = keys();

    private TlsCertificateFuzz() {}

    private static KeyPair keys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), Repeatable.random(2));
            return generator.generateKeyPair();
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
