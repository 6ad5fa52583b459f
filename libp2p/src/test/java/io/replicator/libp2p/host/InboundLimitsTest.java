package io.replicator.libp2p.host;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.replicator.libp2p.multiformats.Multiaddr;
import java.time.Duration;
import java.util.Objects;
import org.junit.jupiter.api.Test;

final class InboundLimitsTest {

    private static final Multiaddr OUTSIDE = Multiaddr.parse("/ip4/10.0.0.1/tcp/1");
    private static final Multiaddr ELSEWHERE = Multiaddr.parse("/ip4/10.0.0.2/tcp/1");
    private static final Multiaddr LOOPBACK = Multiaddr.parse("/ip4/127.0.0.1/tcp/1");

    private final InboundLimits limits =
            new InboundLimits(new HostConfig(8, 64, 5, 8, 2, 3, 10, Duration.ofSeconds(1)));

    @Test
    void limitsConnectionsOfOneIpOutsideLoopback() {
        TransportHost.InboundPermit first = acquire(OUTSIDE);
        acquire(OUTSIDE).handshakeEnded();
        assertNull(limits.acquire(OUTSIDE));
        assertNotNull(limits.acquire(ELSEWHERE));
        first.release();
        assertNotNull(limits.acquire(OUTSIDE));
    }

    @Test
    void limitsHandshakesAndThenConnections() {
        for (int i = 0; i < 3; i++) {
            acquire(LOOPBACK);
        }
        assertNull(limits.acquire(LOOPBACK));
        InboundLimits others = new InboundLimits(new HostConfig(8, 64, 5, 8, 2, 3, 10, Duration.ofSeconds(1)));
        for (int i = 0; i < 5; i++) {
            Objects.requireNonNull(others.acquire(LOOPBACK)).handshakeEnded();
        }
        assertNull(others.acquire(LOOPBACK));
    }

    @Test
    void aPermitIsGivenBackOnce() {
        TransportHost.InboundPermit permit = acquire(OUTSIDE);
        acquire(OUTSIDE).handshakeEnded();
        permit.handshakeEnded();
        permit.release();
        permit.release();
        permit.handshakeEnded();
        assertNotNull(limits.acquire(OUTSIDE));
        assertNull(limits.acquire(OUTSIDE));
    }

    private TransportHost.InboundPermit acquire(Multiaddr remote) {
        return Objects.requireNonNull(limits.acquire(remote));
    }
}
