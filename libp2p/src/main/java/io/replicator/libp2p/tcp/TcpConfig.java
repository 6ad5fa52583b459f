package io.replicator.libp2p.tcp;

import io.replicator.libp2p.yamux.YamuxConfig;
import java.time.Duration;
import java.util.List;

/**
 * The limits of the TCP transport.
 *
 * @param eventLoopThreads threads that serve all sockets
 * @param dialTimeout how long a dial may take, from name resolution to a connection ready for streams
 * @param handshakeTimeout how long an accepted socket may take to become a connection
 * @param negotiationTimeout how long the two sides may take to agree on the protocol of a stream
 * @param maxNegotiatingStreams inbound streams of one connection without an agreed protocol; more are reset
 * @param maxStreamsPerProtocol inbound streams of one connection with the same protocol; more are reset
 * @param security by preference; Noise alone unless told otherwise
 * @param earlyMuxer whether the security handshake agrees on the multiplexer too, which saves a round trip; without it,
 *     the two sides do so by multistream-select afterwards
 * @param yamux the limits of each multiplexed connection
 */
public record TcpConfig(
        int eventLoopThreads,
        Duration dialTimeout,
        Duration handshakeTimeout,
        Duration negotiationTimeout,
        int maxNegotiatingStreams,
        int maxStreamsPerProtocol,
        List<Security> security,
        boolean earlyMuxer,
        YamuxConfig yamux) {

    public TcpConfig {
        security = List.copyOf(security);
        if (security.isEmpty()) {
            throw new IllegalArgumentException("a connection needs security");
        }
    }

    public static final TcpConfig DEFAULT = new TcpConfig(
            1,
            Duration.ofSeconds(10),
            Duration.ofSeconds(15),
            Duration.ofSeconds(10),
            256,
            512,
            List.of(Security.NOISE),
            true,
            YamuxConfig.DEFAULT);

    /** Secures connections by these alone, and proposes them in this order. */
    public TcpConfig withSecurity(Security... byPreference) {
        return with(List.of(byPreference), earlyMuxer);
    }

    public TcpConfig withEarlyMuxer(boolean agreedEarly) {
        return with(security, agreedEarly);
    }

    private TcpConfig with(List<Security> newSecurity, boolean newEarlyMuxer) {
        return new TcpConfig(
                eventLoopThreads,
                dialTimeout,
                handshakeTimeout,
                negotiationTimeout,
                maxNegotiatingStreams,
                maxStreamsPerProtocol,
                newSecurity,
                newEarlyMuxer,
                yamux);
    }
}
