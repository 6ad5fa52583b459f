package io.replicator.libp2p.host;

import io.replicator.libp2p.multiformats.Multiaddr;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Counts inbound connections: in all, by IP address outside loopback, and those still in their handshake. */
final class InboundLimits {

    private final HostConfig config;
    private final Map<InetAddress, Integer> byIp = new HashMap<>();
    private int connections;
    private int handshakes;

    InboundLimits(HostConfig config) {
        this.config = config;
    }

    /** Takes a place for a connection from this address; null if a limit is reached. */
    synchronized TransportHost.@Nullable InboundPermit acquire(Multiaddr remote) {
        Optional<InetAddress> ip = remote.ip().filter(address -> !address.isLoopbackAddress());
        int fromIp = ip.map(address -> byIp.getOrDefault(address, 0)).orElse(0);
        if (connections >= config.maxInboundConnections()
                || handshakes >= config.maxInboundHandshakes()
                || fromIp >= config.maxInboundPerIp()) {
            return null;
        }
        connections++;
        handshakes++;
        ip.ifPresent(address -> byIp.put(address, fromIp + 1));
        return new Permit(ip);
    }

    private final class Permit implements TransportHost.InboundPermit {

        private final Optional<InetAddress> ip;
        private boolean inHandshake = true;
        private boolean released;

        private Permit(Optional<InetAddress> ip) {
            this.ip = ip;
        }

        @Override
        public void handshakeEnded() {
            synchronized (InboundLimits.this) {
                if (inHandshake) {
                    inHandshake = false;
                    handshakes--;
                }
            }
        }

        @Override
        public void release() {
            synchronized (InboundLimits.this) {
                handshakeEnded();
                if (!released) {
                    released = true;
                    connections--;
                    ip.ifPresent(
                            address -> byIp.computeIfPresent(address, (same, count) -> count == 1 ? null : count - 1));
                }
            }
        }
    }
}
