package io.replicator.simulator.load;

import io.replicator.simulator.history.Outcome;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** The stores whose outcome nobody knows yet, to be sent again. Thread-safe. */
final class Unknowns {

    /** More are counted, and not kept. */
    static final int MOST = 200_000;

    /** One transaction at one key. */
    record Store(String key, String txId) {}

    private final Queue<Store> stores = new ConcurrentLinkedQueue<>();
    private final AtomicLong open = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();

    void after(String key, String txId, Outcome<String> outcome) {
        if (!(outcome instanceof Outcome.Unknown<String>)) {
            return;
        }
        if (open.incrementAndGet() > MOST) {
            open.decrementAndGet();
            dropped.incrementAndGet();
        } else {
            stores.add(new Store(key, txId));
        }
    }

    /** One to send again now; it stays open until it is {@link #settled}. */
    @Nullable
    Store poll() {
        return stores.poll();
    }

    void putBack(Store store) {
        stores.add(store);
    }

    void settled() {
        open.decrementAndGet();
    }

    /** How many are not settled. */
    long open() {
        return open.get();
    }

    /** How many could not be kept. */
    long dropped() {
        return dropped.get();
    }
}
