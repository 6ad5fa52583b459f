package io.replicator.libp2p.tls;

import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.libp2p.crypto.PublicKey;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.DERBitString;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.AlgorithmIdentifier;
import org.bouncycastle.asn1.x509.Extension;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.asn1.x509.TBSCertificate;
import org.bouncycastle.asn1.x509.Time;
import org.bouncycastle.asn1.x509.V3TBSCertificateGenerator;
import org.bouncycastle.asn1.x9.X9ObjectIdentifiers;
import org.bouncycastle.jce.provider.BouncyCastleProvider;

/** Writes and checks the certificates of the specification's section "Peer Authentication". */
final class TlsCertificate {

    /** The extension with the identity key and its signature. */
    static final String EXTENSION = "1.3.6.1.4.1.53594.1.1";

    /** Not registered with the JVM, whose other parts go on with the JDK's own. */
    static final BouncyCastleProvider BOUNCY_CASTLE = new BouncyCastleProvider();

    private static final byte[] SIGNATURE_PREFIX = "libp2p-tls-handshake:".getBytes(StandardCharsets.US_ASCII);

    /** Clocks of others may be late; go-libp2p allows the same. */
    private static final Duration BACKDATED = Duration.ofHours(1);

    private static final Duration VALIDITY = Duration.ofDays(100 * 365L);

    /** Key usage, basic constraints, extended key usage: what they restrict, nobody does here. */
    private static final Set<String> HARMLESS = Set.of(EXTENSION, "2.5.29.15", "2.5.29.19", "2.5.29.37");

    private static final int MAX_SERIAL_BITS = 63;
    private static final int MAX_KEY_BYTES = 8 * 1024;

    private TlsCertificate() {}

    /** A certificate for this key, which the identity vouches for. */
    static X509Certificate issue(PrivateKey identity, KeyPair keys, Instant now) {
        try {
            return sign(keys, now, List.of(extension(identity, keys.getPublic().getEncoded())));
        } catch (IOException e) {
            throw new IllegalStateException("the proof of identity cannot be encoded", e);
        }
    }

    static X509Certificate sign(KeyPair keys, Instant now, List<Extension> extensions) {
        try {
            SecureRandom random = new SecureRandom();
            // The serial number is positive and the name is not empty: some parsers insist.
            BigInteger serial = new BigInteger(MAX_SERIAL_BITS, random).add(BigInteger.ONE);
            X500Name name = new X500Name("SERIALNUMBER=" + serial);
            AlgorithmIdentifier algorithm = new AlgorithmIdentifier(X9ObjectIdentifiers.ecdsa_with_SHA256);
            V3TBSCertificateGenerator generator = new V3TBSCertificateGenerator();
            generator.setSerialNumber(new ASN1Integer(serial));
            generator.setIssuer(name);
            generator.setSubject(name);
            generator.setSignature(algorithm);
            generator.setStartDate(new Time(Date.from(now.minus(BACKDATED))));
            generator.setEndDate(new Time(Date.from(now.plus(VALIDITY))));
            generator.setSubjectPublicKeyInfo(
                    SubjectPublicKeyInfo.getInstance(keys.getPublic().getEncoded()));
            generator.setExtensions(new Extensions(extensions.toArray(Extension[]::new)));
            TBSCertificate unsigned = generator.generateTBSCertificate();
            Signature signer = Signature.getInstance("SHA256withECDSA");
            signer.initSign(keys.getPrivate(), random);
            signer.update(unsigned.getEncoded(ASN1Encoding.DER));
            ASN1EncodableVector parts = new ASN1EncodableVector();
            parts.add(unsigned);
            parts.add(algorithm);
            parts.add(new DERBitString(signer.sign()));
            return parse(new DERSequence(parts).getEncoded(ASN1Encoding.DER));
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException("this JDK cannot sign a certificate", e);
        }
    }

    /**
     * Who holds a certificate.
     *
     * @throws CertificateException if it is not the only one, not valid now, not signed by itself, demands something
     *     unknown, or does not prove an identity
     */
    static PublicKey verify(X509Certificate[] chain, Instant now) throws CertificateException {
        if (chain.length != 1) {
            throw new CertificateException(chain.length + " certificates instead of one");
        }
        try {
            return verify(chain[0], now);
        } catch (RuntimeException e) {
            // Bouncy Castle parses keys and signatures only now, and has no checked exceptions for what is wrong with
            // them.
            throw new CertificateException("malformed certificate: " + e.getMessage(), e);
        }
    }

    private static PublicKey verify(X509Certificate certificate, Instant now) throws CertificateException {
        certificate.checkValidity(Date.from(now));
        Set<String> critical = certificate.getCriticalExtensionOIDs();
        if (critical != null && !HARMLESS.containsAll(critical)) {
            throw new CertificateException("the certificate has unknown critical extensions: " + critical);
        }
        try {
            certificate.verify(certificate.getPublicKey());
        } catch (GeneralSecurityException e) {
            throw new CertificateException("the certificate is not signed by itself", e);
        }
        return provenIdentity(certificate);
    }

    private static PublicKey provenIdentity(X509Certificate certificate) throws CertificateException {
        byte[] extension = certificate.getExtensionValue(EXTENSION);
        if (extension == null || extension.length > MAX_KEY_BYTES) {
            throw new CertificateException("the certificate does not name a libp2p identity");
        }
        PublicKey key;
        byte[] signature;
        try {
            ASN1Sequence parts = ASN1Sequence.getInstance(
                    ASN1OctetString.getInstance(extension).getOctets());
            if (parts.size() != 2) {
                throw new IllegalArgumentException(parts.size() + " parts instead of a key and a signature");
            }
            key = PublicKey.decode(
                    ASN1OctetString.getInstance(parts.getObjectAt(0)).getOctets());
            signature = ASN1OctetString.getInstance(parts.getObjectAt(1)).getOctets();
        } catch (IllegalArgumentException e) {
            throw new CertificateException("malformed proof of identity: " + e.getMessage(), e);
        }
        if (!key.verify(signedBytes(certificate.getPublicKey().getEncoded()), signature)) {
            throw new CertificateException("the identity of " + key.peerId() + " is not proven");
        }
        return key;
    }

    static Extension extension(PrivateKey identity, byte[] certificateKey) throws IOException {
        ASN1EncodableVector parts = new ASN1EncodableVector();
        parts.add(new DEROctetString(identity.publicKey().encode()));
        parts.add(new DEROctetString(identity.sign(signedBytes(certificateKey))));
        byte[] proof = new DERSequence(parts).getEncoded(ASN1Encoding.DER);
        return new Extension(new ASN1ObjectIdentifier(EXTENSION), false, proof);
    }

    private static byte[] signedBytes(byte[] certificateKey) {
        byte[] bytes = new byte[SIGNATURE_PREFIX.length + certificateKey.length];
        System.arraycopy(SIGNATURE_PREFIX, 0, bytes, 0, SIGNATURE_PREFIX.length);
        System.arraycopy(certificateKey, 0, bytes, SIGNATURE_PREFIX.length, certificateKey.length);
        return bytes;
    }

    static X509Certificate parse(byte[] der) throws CertificateException {
        try {
            Certificate parsed = CertificateFactory.getInstance("X.509", BOUNCY_CASTLE)
                    .generateCertificate(new ByteArrayInputStream(der));
            if (parsed instanceof X509Certificate certificate) {
                return certificate;
            }
            throw new CertificateException("there is no certificate");
        } catch (RuntimeException e) {
            throw new CertificateException("malformed certificate: " + e.getMessage(), e);
        }
    }
}
