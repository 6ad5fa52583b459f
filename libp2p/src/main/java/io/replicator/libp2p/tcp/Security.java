package io.replicator.libp2p.tcp;

import io.replicator.libp2p.noise.NoiseHandshakeHandler;
import io.replicator.libp2p.tls.TlsHandshakeHandler;

/** How a connection is encrypted and its peer proven. */
public enum Security {
    NOISE(NoiseHandshakeHandler.PROTOCOL),
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
