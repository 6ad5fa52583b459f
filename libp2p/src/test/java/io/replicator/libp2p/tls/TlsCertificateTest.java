package io.replicator.libp2p.tls;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.libp2p.crypto.PrivateKey;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.junit.jupiter.api.Test;

/** What the specification's section "Peer Authentication" demands of certificates. */
final class TlsCertificateTest {

    private final Instant now = Instant.now();
    private final PrivateKey identity = PrivateKey.generateEd25519(new SecureRandom());
    private final KeyPair keys = generate();

    private static KeyPair generate() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (java.security.GeneralSecurityException e) {
            throw new AssertionError(e);
        }
    }

    private void assertRefused(String reason, Instant when, X509Certificate... chain) {
        CertificateException refused =
                assertThrows(CertificateException.class, () -> TlsCertificate.verify(chain, when));
        assertTrue(String.valueOf(refused.getMessage()).contains(reason), refused.getMessage());
    }

    @Test
    void provesItsIdentity() throws Exception {
        X509Certificate certificate = TlsCertificate.issue(identity, keys, now);
        assertEquals(identity.publicKey(), TlsCertificate.verify(new X509Certificate[] {certificate}, now));
    }

    @Test
    void refusesAnyNumberButOne() {
        X509Certificate certificate = TlsCertificate.issue(identity, keys, now);
        assertRefused("0 certificates", now);
        assertRefused("2 certificates", now, certificate, certificate);
    }

    @Test
    void refusesACertificateOutsideOfItsTime() {
        X509Certificate certificate = TlsCertificate.issue(identity, keys, now);
        assertRefused("not valid till", now.minus(Duration.ofHours(2)), certificate);
        assertRefused("expired", now.plus(Duration.ofDays(101 * 365L)), certificate);
    }

    @Test
    void refusesOneThatIsNotSignedByItself() {
        KeyPair others = generate();
        KeyPair mixed = new KeyPair(keys.getPublic(), others.getPrivate());
        assertRefused("not signed by itself", now, TlsCertificate.issue(identity, mixed, now));
    }

    @Test
    void refusesOneWithoutIdentity() {
        assertRefused("does not name", now, TlsCertificate.sign(keys, now, List.of(unknown(false))));
    }

    /** Somebody else's extension is worth nothing with another key. */
    @Test
    void refusesAnIdentityThatVouchesForAnotherKey() throws Exception {
        Extension stolen =
                TlsCertificate.extension(identity, generate().getPublic().getEncoded());
        assertRefused("is not proven", now, TlsCertificate.sign(keys, now, List.of(stolen)));
    }

    @Test
    void refusesUnknownCriticalExtensions() throws Exception {
        Extension own = TlsCertificate.extension(identity, keys.getPublic().getEncoded());
        assertRefused("critical", now, TlsCertificate.sign(keys, now, List.of(own, unknown(true))));
        X509Certificate harmless = TlsCertificate.sign(keys, now, List.of(own, unknown(false)));
        assertEquals(identity.publicKey(), TlsCertificate.verify(new X509Certificate[] {harmless}, now));
    }

    @Test
    void refusesAMalformedProof() {
        Extension garbage = new Extension(new ASN1ObjectIdentifier(TlsCertificate.EXTENSION), false, new byte[] {1, 2});
        assertRefused("malformed", now, TlsCertificate.sign(keys, now, List.of(garbage)));
    }

    private static Extension unknown(boolean critical) {
        return new Extension(new ASN1ObjectIdentifier("1.2.3.4"), critical, new byte[] {5, 0});
    }
}
