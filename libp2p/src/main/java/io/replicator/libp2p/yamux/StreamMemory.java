package io.replicator.libp2p.yamux;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/**
 * What the streams of all sessions of a host hold in memory together: received bytes that wait for their owners, and
 * written bytes that wait for the remotes. Thread-safe.
 *
 * <p>Beyond the limit, a stream that would hold more is reset, unless its session has less than its fair part: half of the
 * limit, divided by all sessions. So a remote that sends what nobody reads, or reads nothing, comes up against the limit
 * before the others do, and about one and a half times the limit are held at most. Their buffers may take up twice as much
 * memory, as they are slices of messages that were for other streams, too.
 */
public final class StreamMemory {

    private final long limit;
    private final AtomicLong held;
    private final LongAdder overloads;
    private final AtomicInteger sessions = new AtomicInteger();

    /**
     * @param limit in bytes
     * @param held shows the bytes that are held
     * @param overloads counts the streams that are reset because too many bytes wait on them or on all
     */
    public StreamMemory(long limit, AtomicLong held, LongAdder overloads) {
        this.limit = limit;
        this.held = held;
        this.overloads = overloads;
    }

    /** Whether there is enough for windows to grow: less than half is held. */
    boolean isAmple() {
        return held.get() < limit / 2;
    }

    Part open() {
        sessions.incrementAndGet();
        return new Part();
    }

    /** What one session holds. */
    final class Part {

        private final AtomicLong mine = new AtomicLong();

        /** Accounts for bytes that are held from now on, or no more; false if the stream that holds them must end. */
        boolean add(long bytes) {
            long part = mine.addAndGet(bytes);
            long all = held.addAndGet(bytes);
            return bytes <= 0 || all <= limit || part <= limit / 2 / Math.max(1, sessions.get());
        }

        /** Counts a stream that is reset. */
        void overloaded() {
            overloads.increment();
        }

        boolean isAmple() {
            return StreamMemory.this.isAmple();
        }

        /** The session has ended. What its last streams still hold goes on to count until they give it back. */
        void close() {
            sessions.decrementAndGet();
        }
    }
}
