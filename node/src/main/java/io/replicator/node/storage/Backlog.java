package io.replicator.node.storage;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The bytes that were appended to the journal and are not written yet. Appending may not wait; so whoever brings entries
 * looks here whether to bring more. The engine's thread adds, the writer's thread removes; any thread may look at the sum.
 */
final class Backlog {

    /** More than this is never let wait, however large the heap is: it would only make everybody wait for longer. */
    static final long MAX_LIMIT_BYTES = 16L << 20;

    /** One part in so many of the heap may wait. */
    private static final int HEAP_SHARE = 8;

    /** About what an entry takes in memory besides its value. */
    private static final int ENTRY_BYTES = 512;

    private final long limit;
    private final AtomicLong bytes = new AtomicLong();
    /** Of the engine's thread alone. */
    private boolean behind;

    Backlog(long limit) {
        this.limit = limit;
    }

    /** The most bytes that may wait in this process before the disk counts as too slow. */
    static long limitOfThisProcess() {
        return Math.min(MAX_LIMIT_BYTES, Runtime.getRuntime().maxMemory() / HEAP_SHARE);
    }

    void add(JournalWriter.Pending entry) {
        bytes.addAndGet(ENTRY_BYTES + entry.bytes());
    }

    void remove(Iterable<JournalWriter.Pending> entries) {
        long sum = 0;
        for (JournalWriter.Pending entry : entries) {
            sum += ENTRY_BYTES + entry.bytes();
        }
        bytes.addAndGet(-sum);
    }

    long bytes() {
        return bytes.get();
    }

    /** From when the limit is exceeded until half of it is left; on the engine's thread. */
    boolean isBehind() {
        behind = bytes.get() > (behind ? limit / 2 : limit);
        return behind;
    }
}
