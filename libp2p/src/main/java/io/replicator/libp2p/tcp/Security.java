package io.replicator.libp2p.tcp;

import io.replicator.libp2p.noise.NoiseHandshakeHandler;
import io.replicator.libp2p.tls.TlsHandshakeHandler;

/** How a connection is encrypted and its peer proven. */
public enum Security {
    /** {@code /noise}: the handshake XX of Noise. */
    NOISE(NoiseHandshakeHandler.PROTOCOL),
    /** {@code /tls/1.0.0}: TLS 1.3. */
    TLS(TlsHandshakeHandler.PROTOCOL);

    private final String protocol;

    Security(String protocol) {
        this.protocol = protocol;
    }

    /** The id for multistream-select. */
    String protocol() {
        return protocol;
    }
}
