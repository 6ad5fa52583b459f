package io.replicator.libp2p.tcp;

import io.replicator.libp2p.yamux.YamuxConfig;
import java.time.Duration;
import java.util.List;

/**
 * The limits of the TCP transport.
 *
 * @param eventLoopThreads threads that serve all sockets
 * @param timeouts of connections and streams that are being made
 * @param streams how many a remote may open, and what all of them may hold
 * @param security by preference; Noise alone unless told otherwise
 * @param earlyMuxer whether the security handshake agrees on the multiplexer too, which saves a round trip; without it,
 *     the two sides do so by multistream-select afterwards
 * @param yamux the limits of each multiplexed connection
 */
public record TcpConfig(
        int eventLoopThreads,
        Timeouts timeouts,
        StreamLimits streams,
        List<Security> security,
        boolean earlyMuxer,
        YamuxConfig yamux) {

    /**
     * How long something may take.
     *
     * @param dial a dial, from name resolution to a connection ready for streams
     * @param handshake an accepted socket, until it is a connection
     * @param negotiation the two sides, to agree on the protocol of a stream
     */
    public record Timeouts(Duration dial, Duration handshake, Duration negotiation) {

        public static final Timeouts DEFAULT =
                new Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(15), Duration.ofSeconds(10));
    }

    /**
     * Beyond these, streams are reset.
     *
     * @param negotiating inbound streams of one connection without an agreed protocol
     * @param perProtocol inbound streams of one connection with the same protocol
     * @param bytes held by all streams of the host together, received ones that wait for their owners and written ones that
     *     wait for the remotes; a connection with less than its fair part of half of them is exempt
     */
    public record StreamLimits(int negotiating, int perProtocol, long bytes) {

        /** The most that a host holds by default, however much memory there is. */
        private static final long MOST_BYTES = 1L << 30;

        /** A quarter of the memory that this JVM may use, and at most 1 GiB. */
        public static final StreamLimits DEFAULT = new StreamLimits(
                256, 512, Math.min(MOST_BYTES, Runtime.getRuntime().maxMemory() / 4));
    }

    public TcpConfig {
        security = List.copyOf(security);
        if (security.isEmpty()) {
            throw new IllegalArgumentException("a connection needs security");
        }
    }

    public static final TcpConfig DEFAULT = new TcpConfig(
            1, Timeouts.DEFAULT, StreamLimits.DEFAULT, List.of(Security.NOISE), true, YamuxConfig.DEFAULT);

    /** The same with these time-outs. */
    public TcpConfig withTimeouts(Timeouts others) {
        return new TcpConfig(eventLoopThreads, others, streams, security, earlyMuxer, yamux);
    }

    /** The same with these limits on streams. */
    public TcpConfig withStreams(StreamLimits others) {
        return new TcpConfig(eventLoopThreads, timeouts, others, security, earlyMuxer, yamux);
    }

    /** Secures connections by these alone, and proposes them in this order. */
    public TcpConfig withSecurity(Security... byPreference) {
        return new TcpConfig(eventLoopThreads, timeouts, streams, List.of(byPreference), earlyMuxer, yamux);
    }

    /** The same, with the multiplexer agreed on in the security handshake or after it. */
    public TcpConfig withEarlyMuxer(boolean agreedEarly) {
        return new TcpConfig(eventLoopThreads, timeouts, streams, security, agreedEarly, yamux);
    }
}
