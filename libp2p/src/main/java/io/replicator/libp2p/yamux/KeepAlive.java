package io.replicator.libp2p.yamux;

/**
 * Measures the round trip with pings and notices a remote that is gone. One ping is outstanding at a time; any byte that
 * arrives counts as life, because on a busy connection the answer stands in line behind data.
 */
final class KeepAlive {

    private final long intervalNanos;
    private final long timeoutNanos;
    private int value;
    private boolean outstanding;

    /** Whether anything has come since the last look at the clock, which costs more than this. */
    private boolean heard;

    private long sentNanos;
    private long lastReadNanos;
    private volatile long roundTripNanos;

    KeepAlive(YamuxConfig config, long nowNanos) {
        this.intervalNanos = config.keepAliveInterval().toNanos();
        this.timeoutNanos = config.keepAliveTimeout().toNanos();
        this.sentNanos = nowNanos - intervalNanos;
        this.lastReadNanos = nowNanos;
    }

    boolean isPingDue(long nowNanos) {
        return !outstanding && nowNanos - sentNanos >= intervalNanos;
    }

    /** The value of a ping that goes out now. */
    int ping(long nowNanos) {
        outstanding = true;
        sentNanos = nowNanos;
        return ++value;
    }

    /** Takes an answer; one that was not asked for is ignored, as in go-yamux. */
    void pong(int answered, long nowNanos) {
        if (outstanding && answered == value) {
            outstanding = false;
            long measured = Math.max(1, nowNanos - sentNanos);
            roundTripNanos = roundTripNanos == 0 ? measured : (roundTripNanos + measured) / 2;
        }
    }

    void read() {
        heard = true;
    }

    /** Asked from time to time: what has come since the last time counts as if it came now. */
    boolean isDead(long nowNanos) {
        if (heard) {
            heard = false;
            lastReadNanos = nowNanos;
        }
        return outstanding && nowNanos - sentNanos > timeoutNanos && nowNanos - lastReadNanos > timeoutNanos;
    }

    /** Smoothed round trip; 0 before the first answer. From any thread. */
    long roundTripNanos() {
        return roundTripNanos;
    }
}
