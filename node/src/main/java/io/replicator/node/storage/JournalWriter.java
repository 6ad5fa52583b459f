package io.replicator.node.storage;

import io.replicator.engine.port.Journal.Entry;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.rocksdb.RocksDBException;
import org.rocksdb.WriteBatch;

/**
 * The one thread that writes the store. Each round takes whatever was handed over since the last one and writes it as one
 * batch; if a sync is wanted for any of it, all of it shares that sync (group commit).
 *
 * <p>The queue has no limit of its own, since appending may not wait. The limits of coordinators do not bound it either:
 * where others decide without this node, they bring the next votes before it has written the last ones. So whoever brings
 * entries heeds the {@link Backlog}.
 */
final class JournalWriter {

    /** A round ends at this many bytes of values, so that memory is bounded; what is left is for the next one. */
    static final long MAX_ROUND_BYTES = 4L << 20;

    /** What nobody wants synced is synced after this time at the latest. */
    static final long MAX_UNSYNCED_NANOS = TimeUnit.SECONDS.toNanos(1);

    private static final long CLOSE_TIMEOUT_MILLIS = 10_000;

    private final RocksStore store;
    private final JournalListener listener;
    private final Backlog backlog;
    private final Thread thread;
    private final WriteBatch batch = new WriteBatch();

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition work = lock.newCondition();
    private final ArrayDeque<Pending> queue = new ArrayDeque<>();
    private long syncWanted;
    private boolean closing;
    private volatile boolean failed;

    // Of the writer thread alone.
    private long written;
    private long synced;
    private long writtenPlace;
    private long unsyncedSince;
    private long bytesSinceFlush;

    private volatile long syncedPlace;
    private volatile JournalStats stats = JournalStats.NONE;

    /**
     * An entry on its way to the disk.
     *
     * @param place of a commit in the order of commits, 0 for other entries
     * @param bucket of the digest that a commit changed
     * @param word that the commit changed it to
     */
    record Pending(long sequence, Entry entry, long place, int bucket, long word) {

        long bytes() {
            return switch (entry) {
                case Entry.Voted voted ->
                    voted.state().vote() == null
                            ? 0
                            : voted.state().vote().value().length();
                case Entry.Committed committed -> committed.state().value().length();
                case Entry.Configured _, Entry.PulledFrom _ -> 0;
            };
        }
    }

    /** What one round does. */
    private record Round(List<Pending> entries, boolean sync) {}

    JournalWriter(RocksStore store, JournalListener listener, Backlog backlog, long lastPlace) {
        this.store = store;
        this.listener = listener;
        this.backlog = backlog;
        this.writtenPlace = lastPlace;
        this.syncedPlace = lastPlace;
        this.thread = Thread.ofPlatform().name("journal-writer").daemon().unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    /** Hands entries over, in order; the list stays the caller's. Never waits for a disk. */
    void submit(List<Pending> entries, long syncThrough) {
        lock.lock();
        try {
            if (failed) {
                return;
            }
            if (closing) {
                throw new IllegalStateException("the journal is closed");
            }
            queue.addAll(entries);
            syncWanted = Math.max(syncWanted, syncThrough);
            work.signal();
        } finally {
            lock.unlock();
        }
    }

    /** The place of the last durable commit. */
    long syncedPlace() {
        return syncedPlace;
    }

    JournalStats stats() {
        return stats;
    }

    /** Nothing may be told to be durable any more; tells the listener once. */
    void fail(Throwable cause) {
        lock.lock();
        try {
            if (failed) {
                return;
            }
            failed = true;
            queue.clear();
            work.signal();
        } finally {
            lock.unlock();
        }
        listener.failed(cause);
    }

    /**
     * Writes and syncs what was handed over, and ends the thread.
     *
     * @return whether it has ended; if not, it hangs in the disk, and the store must stay open
     */
    boolean close() {
        lock.lock();
        try {
            closing = true;
            work.signal();
        } finally {
            lock.unlock();
        }
        try {
            thread.join(CLOSE_TIMEOUT_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return !thread.isAlive();
    }

    private void run() {
        try (batch) {
            for (Round round = take(); round != null; round = take()) {
                write(round);
            }
        } catch (RocksDBException cause) {
            fail(new StorageException("the store failed: " + cause.getMessage(), cause));
        } catch (Throwable cause) {
            fail(cause);
        }
    }

    /** Waits for something to do; null when all is done and no more will come. */
    private @Nullable Round take() throws InterruptedException {
        lock.lock();
        try {
            while (!failed) {
                boolean overdue = written > synced && (closing || unsyncedNanos() >= MAX_UNSYNCED_NANOS);
                if (!queue.isEmpty() || overdue || (written > synced && syncWanted > synced)) {
                    return new Round(drain(), overdue || syncWanted > synced);
                }
                if (closing) {
                    return null;
                }
                if (written > synced) {
                    work.awaitNanos(MAX_UNSYNCED_NANOS - unsyncedNanos());
                } else {
                    work.await();
                }
            }
            return null;
        } finally {
            lock.unlock();
        }
    }

    private List<Pending> drain() {
        List<Pending> entries = new ArrayList<>(queue.size());
        long bytes = 0;
        while (!queue.isEmpty() && bytes < MAX_ROUND_BYTES) {
            Pending next = queue.remove();
            bytes += next.bytes();
            entries.add(next);
        }
        return entries;
    }

    private long unsyncedNanos() {
        return System.nanoTime() - unsyncedSince;
    }

    private void write(Round round) throws RocksDBException {
        long start = System.nanoTime();
        List<Pending> entries = round.entries;
        if (entries.isEmpty()) {
            store.sync();
        } else {
            append(entries, round.sync, start);
        }
        if (round.sync) {
            markSynced(start);
        }
        report();
        if (bytesSinceFlush >= RocksTuning.FLUSH_BYTES) {
            flush();
        }
    }

    private void append(List<Pending> entries, boolean sync, long start) throws RocksDBException {
        batch.clear();
        for (Pending pending : entries) {
            add(pending);
        }
        store.write(batch, sync);
        if (written == synced) {
            unsyncedSince = start;
        }
        written = entries.getLast().sequence;
        bytesSinceFlush += batch.getDataSize();
        stats = stats.withRound(entries.size(), batch.getDataSize());
        // Before the listener hears of the round: whoever it wakes is to see that there is room.
        backlog.remove(entries);
    }

    private void markSynced(long start) {
        long nanos = System.nanoTime() - start;
        long entries = written - synced;
        synced = written;
        syncedPlace = writtenPlace;
        stats = stats.withSync(entries, nanos);
        listener.synced((int) entries, nanos);
    }

    private void report() {
        if (!failed) {
            listener.journaled(written, synced);
        }
    }

    /** The log before must be durable when another begins, or a power failure could keep a later part alone. */
    private void flush() throws RocksDBException {
        if (written > synced) {
            long start = System.nanoTime();
            store.sync();
            markSynced(start);
            report();
        }
        store.flushMemtables();
        bytesSinceFlush = 0;
    }

    private void add(Pending pending) throws RocksDBException {
        switch (pending.entry) {
            case Entry.Voted voted ->
                store.put(batch, Family.UNDECIDED, voted.key().unsafeBytes(), Records.undecided(voted.state()));
            case Entry.Committed committed -> addCommit(committed, pending);
            case Entry.Configured configured -> addConfig(configured);
            case Entry.PulledFrom pulled ->
                store.put(batch, Family.META, MetaKeys.pulledFrom(pulled.source()), Records.number(pulled.place()));
        }
    }

    private void addConfig(Entry.Configured configured) throws RocksDBException {
        long epoch = configured.config().epoch();
        store.put(batch, Family.META, MetaKeys.config(epoch), ConfigRecord.encode(configured.config()));
        if (configured.active()) {
            store.put(batch, Family.META, MetaKeys.ACTIVE_EPOCH, Records.number(epoch));
        }
    }

    private void addCommit(Entry.Committed committed, Pending pending) throws RocksDBException {
        byte[] key = committed.key().unsafeBytes();
        byte[] place = Records.number(pending.place);
        store.delete(batch, Family.UNDECIDED, key);
        store.put(batch, Family.COMMITTED, key, Records.committed(committed.state(), pending.place));
        if (!Records.isInline(committed.state().value())) {
            store.put(batch, Family.VALUES, place, committed.state().value().unsafeBytes());
        }
        store.put(
                batch,
                Family.LOG,
                place,
                Records.log(committed.key(), committed.state().pid()));
        store.put(batch, Family.META, MetaKeys.digest(pending.bucket), Records.number(pending.word));
        writtenPlace = pending.place;
    }
}
