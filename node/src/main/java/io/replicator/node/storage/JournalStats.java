package io.replicator.node.storage;

/**
 * What the journal's writer has done since the start.
 *
 * @param entries written
 * @param rounds writes, each of all that had been appended since the one before
 * @param syncs of the log
 * @param syncedEntries on stable storage; divided by {@code syncs}, the entries that share a sync
 * @param largestSync the most entries that shared one
 * @param syncNanos spent on writes that synced
 * @param bytes written to the log
 */
public record JournalStats(
        long entries, long rounds, long syncs, long syncedEntries, long largestSync, long syncNanos, long bytes) {

    static final JournalStats NONE = new JournalStats(0, 0, 0, 0, 0, 0, 0);

    JournalStats withRound(int count, long size) {
        return new JournalStats(
                entries + count, rounds + 1, syncs, syncedEntries, largestSync, syncNanos, bytes + size);
    }

    JournalStats withSync(long count, long nanos) {
        return new JournalStats(
                entries,
                rounds,
                syncs + 1,
                syncedEntries + count,
                Math.max(largestSync, count),
                syncNanos + nanos,
                bytes);
    }
}
