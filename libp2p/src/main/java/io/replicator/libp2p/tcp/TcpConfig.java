package io.replicator.libp2p.tcp;

import io.replicator.libp2p.yamux.YamuxConfig;
import java.time.Duration;

/**
 * The limits of the TCP transport.
 *
 * @param eventLoopThreads threads that serve all sockets
 * @param dialTimeout how long a dial may take, from name resolution to a connection ready for streams
 * @param handshakeTimeout how long an accepted socket may take to become a connection
 * @param negotiationTimeout how long the two sides may take to agree on the protocol of a stream
 * @param maxNegotiatingStreams inbound streams of one connection without an agreed protocol; more are reset
 * @param maxStreamsPerProtocol inbound streams of one connection with the same protocol; more are reset
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
        boolean earlyMuxer,
        YamuxConfig yamux) {

    public static final TcpConfig DEFAULT = new TcpConfig(
            1,
            Duration.ofSeconds(10),
            Duration.ofSeconds(15),
            Duration.ofSeconds(10),
            256,
            512,
            true,
            YamuxConfig.DEFAULT);

    public TcpConfig withEarlyMuxer(boolean agreedEarly) {
        return new TcpConfig(
                eventLoopThreads,
                dialTimeout,
                handshakeTimeout,
                negotiationTimeout,
                maxNegotiatingStreams,
                maxStreamsPerProtocol,
                agreedEarly,
                yamux);
    }
}
