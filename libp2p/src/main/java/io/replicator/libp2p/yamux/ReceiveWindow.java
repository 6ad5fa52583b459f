package io.replicator.libp2p.yamux;

/**
 * The credit that one stream has granted to its sender. Credit goes back once at least half a window was consumed; a
 * window whose half was consumed within four round trips limits the throughput, so it doubles, as in go-yamux.
 */
final class ReceiveWindow {

    /** What both sides assume when a stream opens. */
    static final int INITIAL_BYTES = 256 * 1024;

    /** The growth that all windows of a session may still take. */
    static final class Budget {
        private final StreamMemory.Part memory;
        private int left;

        Budget(int bytes, StreamMemory.Part memory) {
            this.left = bytes;
            this.memory = memory;
        }
    }

    private final int maxSize;
    private final Budget budget;
    private int size = INITIAL_BYTES;
    private int granted = INITIAL_BYTES;
    private int consumed;
    private long epochStartNanos;

    ReceiveWindow(int maxSize, Budget budget, long nowNanos) {
        this.maxSize = maxSize;
        this.budget = budget;
        this.epochStartNanos = nowNanos;
    }

    /** Takes note of a body of this size; false if the sender has no credit for it. */
    boolean receive(long bytes) {
        if (bytes > granted) {
            return false;
        }
        granted -= (int) bytes;
        return true;
    }

    void consume(int bytes) {
        consumed += bytes;
    }

    /** Whether enough was consumed that credit is worth a frame. */
    boolean owesCredit() {
        return consumed >= size / 2;
    }

    /**
     * The credit to return now, 0 if it is not yet worth a frame.
     *
     * @param roundTripNanos the measured round trip, 0 if none is known yet
     */
    int takeCredit(long nowNanos, long roundTripNanos) {
        if (!owesCredit()) {
            return 0;
        }
        boolean fast = roundTripNanos > 0 && nowNanos - epochStartNanos < 4 * roundTripNanos;
        int credit = consumed + (fast ? grow() : 0);
        epochStartNanos = nowNanos;
        consumed = 0;
        granted += credit;
        return credit;
    }

    /** Gives the growth back to the session when the stream is gone. */
    void close() {
        budget.left += size - INITIAL_BYTES;
        size = INITIAL_BYTES;
    }

    private int grow() {
        int growth = Math.min(size, maxSize - size);
        if (growth <= 0 || growth > budget.left || !budget.memory.isAmple()) {
            return 0;
        }
        budget.left -= growth;
        size += growth;
        return growth;
    }
}
