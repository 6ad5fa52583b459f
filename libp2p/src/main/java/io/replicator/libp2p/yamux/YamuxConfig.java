package io.replicator.libp2p.yamux;

import java.time.Duration;

/**
 * The limits of a session.
 *
 * @param maxInboundStreams streams that the remote may have open at once; more are reset
 * @param maxOutboundStreams streams that this side may have open at once, and that may wait to be opened
 * @param maxStreamWindow bytes up to which the receive window of one stream may grow
 * @param maxWindowGrowth bytes by which all windows of the session together may grow beyond their initial sizes
 * @param maxUnreadBytes received bytes that may wait in all streams together for their owners; a stream that goes
 *     beyond is reset
 * @param keepAliveInterval time between two pings
 * @param keepAliveTimeout how long a ping may stay unanswered, while nothing else arrives, before the session ends
 * @param stallTimeout how long queued bytes of a stream may make no progress before the stream is reset; and how long a
 *     stream that has ended in both directions may still be read after the end of the session
 */
public record YamuxConfig(
        int maxInboundStreams,
        int maxOutboundStreams,
        int maxStreamWindow,
        int maxWindowGrowth,
        int maxUnreadBytes,
        Duration keepAliveInterval,
        Duration keepAliveTimeout,
        Duration stallTimeout) {

    public static final YamuxConfig DEFAULT = new YamuxConfig(
            1024,
            1024,
            16 << 20,
            32 << 20,
            64 << 20,
            Duration.ofSeconds(30),
            Duration.ofSeconds(20),
            Duration.ofSeconds(60));
}
