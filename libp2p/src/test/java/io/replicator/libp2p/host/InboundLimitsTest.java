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

    private final InboundLimits limits = limits(5, 2, 8);

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
        InboundLimits few = limits(5, 2, 3);
        for (int i = 0; i < 3; i++) {
            assertNotNull(few.acquire(LOOPBACK));
        }
        assertNull(few.acquire(LOOPBACK));
        for (int i = 0; i < 5; i++) {
            acquire(LOOPBACK).handshakeEnded();
        }
        assertNull(limits.acquire(LOOPBACK));
    }

    /** Whoever has one address of IPv6 has 2^64 of them at the least. */
    @Test
    void countsIpv6ByNetworks() {
        InboundLimits many = limits(1000, 2, 1000);
        assertNotNull(many.acquire(ip6("2001:db8:1:100::1")));
        assertNotNull(many.acquire(ip6("2001:db8:1:1ff::2")));
        assertNull(many.acquire(ip6("2001:db8:1:1ab::3")), "56 bits");
        for (int other = 2; other <= InboundLimits.NARROW_IN_WIDE; other++) {
            assertNotNull(many.acquire(ip6("2001:db8:1:" + other + "00::1")));
            assertNotNull(many.acquire(ip6("2001:db8:1:" + other + "00::2")));
        }
        assertNull(many.acquire(ip6("2001:db8:1:f00::1")), "48 bits");
        assertNotNull(many.acquire(ip6("2001:db8:2::1")));
        assertNotNull(many.acquire(OUTSIDE));
    }

    @Test
    void leavesHandshakesToOtherNetworks() {
        InboundLimits slow = limits(1000, 100, 8);
        TransportHost.InboundPermit first = Objects.requireNonNull(slow.acquire(OUTSIDE));
        assertNotNull(slow.acquire(OUTSIDE));
        assertNull(slow.acquire(OUTSIDE), "a quarter");
        first.handshakeEnded();
        assertNotNull(slow.acquire(OUTSIDE));
        assertNotNull(slow.acquire(ip6("2001:db8:1:100::1")));
        assertNotNull(slow.acquire(ip6("2001:db8:1:200::1")));
        assertNotNull(slow.acquire(ip6("2001:db8:1:300::1")));
        assertNotNull(slow.acquire(ip6("2001:db8:1:400::1")));
        assertNull(slow.acquire(ip6("2001:db8:1:500::1")), "half");
        assertNotNull(slow.acquire(ELSEWHERE));
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

    private static InboundLimits limits(int connections, int perIp, int handshakes) {
        return new InboundLimits(new HostConfig(8, 64, connections, 8, perIp, handshakes, 10, Duration.ofSeconds(1)));
    }

    private static Multiaddr ip6(String address) {
        return Multiaddr.parse("/ip6/" + address + "/tcp/1");
    }

    private TransportHost.InboundPermit acquire(Multiaddr remote) {
        return Objects.requireNonNull(limits.acquire(remote));
    }
}
