package io.replicator.libp2p.host;

import java.time.Duration;

/**
 * The limits of a host on its connections.
 *
 * @param maxParallelDials addresses of one peer that are tried at the same time
 * @param maxDialAddresses addresses tried in one dial; the others are ignored
 * @param maxInboundConnections inbound connections in all
 * @param maxConnectionsPerPeer connections with one peer, of both directions, beyond which inbound ones are refused
 * @param maxInboundPerIp inbound connections from one IPv4 address or one IPv6 network of 56 bits, outside loopback;
 *     from one IPv6 network of 48 bits, eight times as many
 * @param maxInboundHandshakes inbound connections that are not yet secured and multiplexed; outside loopback, a quarter
 *     of them from one IPv4 address or one IPv6 network of 56 bits, half of them from one of 48 bits
 * @param maxStoredPeers peers that the peer store remembers
 * @param closeTimeout how long closing waits for the event loops
 * @param watermarks between which numbers of connections the host stays
 */
public record HostConfig(
        int maxParallelDials,
        int maxDialAddresses,
        int maxInboundConnections,
        int maxConnectionsPerPeer,
        int maxInboundPerIp,
        int maxInboundHandshakes,
        int maxStoredPeers,
        Duration closeTimeout,
        Watermarks watermarks) {

    public static final HostConfig DEFAULT = new HostConfig(8, 64, 512, 8, 32, 64, 4096, Duration.ofSeconds(5));

    /** With the default watermarks. */
    public HostConfig(
            int maxParallelDials,
            int maxDialAddresses,
            int maxInboundConnections,
            int maxConnectionsPerPeer,
            int maxInboundPerIp,
            int maxInboundHandshakes,
            int maxStoredPeers,
            Duration closeTimeout) {
        this(
                maxParallelDials,
                maxDialAddresses,
                maxInboundConnections,
                maxConnectionsPerPeer,
                maxInboundPerIp,
                maxInboundHandshakes,
                maxStoredPeers,
                closeTimeout,
                Watermarks.DEFAULT);
    }
}
