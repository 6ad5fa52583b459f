package io.replicator.libp2p.tls;

import io.replicator.libp2p.crypto.PrivateKey;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Principal;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.List;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.bouncycastle.jsse.provider.BouncyCastleJsseProvider;
import org.jspecify.annotations.Nullable;

/** Who this side is: a key and a certificate, made anew for each process and never stored. Thread-safe. */
public final class TlsIdentity {

    /** What both sides name if they agree on no multiplexer: it is then agreed on by multistream-select. */
    static final String NO_MUXER = "libp2p";

    private static final String VERSION = "TLSv1.3";

    /** The JDK's own engine takes no certificate without the name of an issuer, as those of js-libp2p and rust-libp2p are. */
    private static final BouncyCastleJsseProvider ENGINES = new BouncyCastleJsseProvider(TlsCertificate.BOUNCY_CASTLE);

    /** It tells of each connection, and of each setting of the JDK that it does not know; held, or its level is forgotten. */
    private static final Logger TALK = Logger.getLogger("org.bouncycastle.jsse");

    static {
        TALK.setLevel(Level.SEVERE);
    }

    private final SSLContext context;
    private final String[] applicationProtocols;

    /** @param muxers stream multiplexers by preference, for early negotiation */
    public TlsIdentity(PrivateKey identity, List<String> muxers) {
        this(identity, muxers, new SecureRandom());
    }

    TlsIdentity(PrivateKey identity, List<String> muxers, SecureRandom random) {
        this.applicationProtocols =
                Stream.concat(muxers.stream(), Stream.of(NO_MUXER)).toArray(String[]::new);
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"), random);
            KeyPair keys = generator.generateKeyPair();
            X509Certificate certificate = TlsCertificate.issue(identity, keys, Instant.now());
            context = SSLContext.getInstance(VERSION, ENGINES);
            context.init(
                    new KeyManager[] {new OneKey(keys.getPrivate(), certificate)},
                    new TrustManager[] {new ProvenIdentities()},
                    random);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("neither the JDK nor Bouncy Castle has TLS 1.3 with P-256", e);
        }
    }

    /** An engine for one connection; it names no host, so it sends no SNI and never resumes. */
    SSLEngine engine(boolean client) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(client);
        SSLParameters parameters = engine.getSSLParameters();
        parameters.setProtocols(new String[] {VERSION});
        parameters.setApplicationProtocols(applicationProtocols);
        if (!client) {
            parameters.setNeedClientAuth(true);
        }
        engine.setSSLParameters(parameters);
        return engine;
    }

    /** Presents the one certificate there is, whatever the remote would like. */
    private static final class OneKey extends X509ExtendedKeyManager {

        private static final String ALIAS = "libp2p";

        private final java.security.PrivateKey key;
        private final X509Certificate certificate;

        private OneKey(java.security.PrivateKey key, X509Certificate certificate) {
            this.key = key;
            this.certificate = certificate;
        }

        @Override
        public String[] getClientAliases(String keyType, Principal @Nullable [] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String chooseClientAlias(String[] keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return ALIAS;
        }

        @Override
        public String[] getServerAliases(String keyType, Principal @Nullable [] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
            return ALIAS;
        }

        @Override
        public String chooseEngineClientAlias(
                String[] keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            return ALIAS;
        }

        @Override
        public String chooseEngineServerAlias(
                String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
            return ALIAS;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return new X509Certificate[] {certificate};
        }

        @Override
        public java.security.PrivateKey getPrivateKey(String alias) {
            return key;
        }
    }

    /** Trusts whoever proves an identity; whether it is the wanted one is seen later. */
    private static final class ProvenIdentities extends X509ExtendedTrustManager {

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            var _ = TlsCertificate.verify(chain, Instant.now());
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            var _ = TlsCertificate.verify(chain, Instant.now());
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            checkClientTrusted(chain, type);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            checkServerTrusted(chain, type);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            checkClientTrusted(chain, type);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            checkServerTrusted(chain, type);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
