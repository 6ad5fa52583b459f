package io.replicator.libp2p.host;

import io.replicator.libp2p.multiformats.Multiaddr;
import java.net.InetAddress;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Counts inbound connections, and those of them that are still in their handshake: in all and, outside loopback, by the
 * network they come from. That is an IPv4 address or, since whoever has one IPv6 address has many, an IPv6 network of
 * 56 bits and the one of 48 bits around it, as in go-libp2p ({@code conn_limiter.go} of its resource manager).
 */
final class InboundLimits {

    /** How many times the connections of a narrow IPv6 network the wide one around it may have, as in go-libp2p. */
    static final int NARROW_IN_WIDE = 8;

    /** Which part of the handshakes one network may hold, so that none shuts out the others. */
    static final int PARTS_NARROW = 4;

    static final int PARTS_WIDE = 2;

    private static final int NARROW_BYTES = 56 / Byte.SIZE;
    private static final int WIDE_BYTES = 48 / Byte.SIZE;

    /** The remotes whose IP addresses begin with this, in hexadecimal digits, and how much they may have. */
    private record Network(String prefix, int maxConnections, int maxHandshakes) {}

    private static final class Count {
        private int connections;
        private int handshakes;
    }

    private final HostConfig config;
    private final Map<String, Count> byPrefix = new HashMap<>();

    InboundLimits(HostConfig config) {
        this.config = config;
    }

    /** Takes a place for a connection from this address; null if a limit is reached. */
    synchronized TransportHost.@Nullable InboundPermit acquire(Multiaddr remote) {
        List<Network> networks = networksOf(remote);
        if (!networks.stream().allMatch(this::hasRoom)) {
            return null;
        }
        networks.forEach(network -> change(network, 1, 1));
        return new Permit(networks);
    }

    private List<Network> networksOf(Multiaddr remote) {
        Network all = new Network("", config.maxInboundConnections(), config.maxInboundHandshakes());
        Optional<InetAddress> ip = remote.ip().filter(address -> !address.isLoopbackAddress());
        if (ip.isEmpty()) {
            return List.of(all);
        }
        byte[] address = ip.get().getAddress();
        Network narrow = new Network(
                prefix(address, Math.min(NARROW_BYTES, address.length)),
                config.maxInboundPerIp(),
                partOfHandshakes(PARTS_NARROW));
        if (address.length <= NARROW_BYTES) {
            return List.of(all, narrow);
        }
        Network wide = new Network(
                prefix(address, WIDE_BYTES), NARROW_IN_WIDE * config.maxInboundPerIp(), partOfHandshakes(PARTS_WIDE));
        return List.of(all, narrow, wide);
    }

    private static String prefix(byte[] address, int length) {
        return HexFormat.of().formatHex(address, 0, length);
    }

    private int partOfHandshakes(int parts) {
        return Math.max(1, config.maxInboundHandshakes() / parts);
    }

    private boolean hasRoom(Network network) {
        Count count = byPrefix.getOrDefault(network.prefix(), new Count());
        return count.connections < network.maxConnections() && count.handshakes < network.maxHandshakes();
    }

    private void change(Network network, int connections, int handshakes) {
        byPrefix.compute(network.prefix(), (_, before) -> {
            Count count = before == null ? new Count() : before;
            count.connections += connections;
            count.handshakes += handshakes;
            return count.connections == 0 ? null : count;
        });
    }

    private final class Permit implements TransportHost.InboundPermit {

        private final List<Network> networks;
        private boolean inHandshake = true;
        private boolean released;

        private Permit(List<Network> networks) {
            this.networks = networks;
        }

        @Override
        public void handshakeEnded() {
            synchronized (InboundLimits.this) {
                if (inHandshake) {
                    inHandshake = false;
                    networks.forEach(network -> change(network, 0, -1));
                }
            }
        }

        @Override
        public void release() {
            synchronized (InboundLimits.this) {
                handshakeEnded();
                if (!released) {
                    released = true;
                    networks.forEach(network -> change(network, -1, 0));
                }
            }
        }
    }
}
