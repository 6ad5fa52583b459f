package io.replicator.node.storage;

import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** Keeps what a journal tells, and can hold its writer up. */
class Watermarks implements JournalListener {

    private static final int PLENTY = 1_000_000;

    volatile long written;
    volatile long synced;
    final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    final List<Integer> syncs = new CopyOnWriteArrayList<>();
    final Semaphore mayGoOn = new Semaphore(PLENTY);

    @Override
    public void journaled(long nowWritten, long nowSynced) {
        if (nowWritten < written || nowSynced < synced || nowSynced > nowWritten) {
            failed(new AssertionError("watermarks went back"));
        }
        written = nowWritten;
        synced = nowSynced;
        mayGoOn.acquireUninterruptibly();
    }

    @Override
    public void synced(int entries, long nanos) {
        syncs.add(entries);
    }

    @Override
    public void failed(Throwable cause) {
        failure.compareAndSet(null, cause);
    }

    /** From now on the writer stops after each round. */
    void holdWriter() {
        mayGoOn.drainPermits();
    }

    void letWriterGo() {
        mayGoOn.release(PLENTY);
    }

    void awaitWritten(long sequence) {
        await().until(() -> written >= sequence || failure.get() != null);
        rethrow();
    }

    void awaitSynced(long sequence) {
        await().until(() -> synced >= sequence || failure.get() != null);
        rethrow();
    }

    private void rethrow() {
        Throwable cause = failure.get();
        if (cause != null) {
            throw new AssertionError("the journal failed", cause);
        }
    }
}
