package io.replicator.libp2p.tcp;

import java.io.InterruptedIOException;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * Guards state on whose changes threads wait. Not a monitor: a virtual thread that waits on one is woken by way of yet
 * another thread (JEP 491).
 */
final class Guard {

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();

    void lock() {
        lock.lock();
    }

    void unlock() {
        lock.unlock();
    }

    /** Changes the state and lets whoever waits look again. */
    void change(Runnable change) {
        lock.lock();
        try {
            change.run();
            wakeAll();
        } finally {
            lock.unlock();
        }
    }

    /** Whoever waits looks again; the caller holds the lock. */
    void wakeAll() {
        changed.signalAll();
    }

    /** Waits until this is so, which may change at each {@link #wakeAll}; the caller holds the lock. */
    void awaitUntil(BooleanSupplier condition) throws InterruptedIOException {
        try {
            while (!condition.getAsBoolean()) {
                changed.await();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while waiting for the remote");
        }
    }
}
