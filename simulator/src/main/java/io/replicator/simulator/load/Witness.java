package io.replicator.simulator.load;

import io.replicator.simulator.history.Contradiction;
import io.replicator.simulator.history.Outcome;
import io.replicator.simulator.history.SharedHistory;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Tells the history what each client saw, and keeps the first broken promise together with what was last heard of its key.
 * Thread-safe.
 */
final class Witness {

    /** Operations of all keys that are remembered for the case that something breaks. */
    private static final int REMEMBERED = 1 << 15;

    private final SharedHistory<String, String> history = new SharedHistory<>();
    private final AtomicReferenceArray<@Nullable Seen> last = new AtomicReferenceArray<>(REMEMBERED);
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicReference<@Nullable Broken> broken = new AtomicReference<>();
    private final Runnable whenBroken;

    /**
     * @param whenBroken what to do as soon as a promise is broken
     */
    Witness(Runnable whenBroken) {
        this.whenBroken = whenBroken;
    }

    /**
     * One operation as its client saw it.
     *
     * @param asked in words for people
     * @param node index of the node that was asked
     */
    record Seen(String key, String asked, int node, long begin, long end, String answer) {}

    /**
     * A promise that was not kept.
     *
     * @param at when it was noticed, in nanoseconds since the load began
     */
    record Broken(Promise promise, String key, String what, long at) {}

    SharedHistory<String, String> history() {
        return history;
    }

    Optional<Broken> broken() {
        return Optional.ofNullable(broken.get());
    }

    /** Before a store is sent. */
    void proposes(String key, String txId, long begin) {
        history.proposed(key, txId, begin);
    }

    /**
     * After it.
     *
     * @param first whether the transaction was sent for the first time
     */
    void stored(String key, String txId, boolean first, int node, long begin, long end, Answers.Reading reading) {
        remember(new Seen(key, "store " + txId, node, begin, end, describe(reading)));
        check(key, end, reading, () -> history.answered(key, txId, first, begin, end, reading.outcome()));
    }

    void read(String key, int node, long begin, long end, Answers.Reading reading) {
        remember(new Seen(key, "read", node, begin, end, describe(reading)));
        check(key, end, reading, () -> history.read(key, begin, end, reading.outcome()));
    }

    static String describe(Answers.Reading reading) {
        return switch (reading.outcome()) {
            case Outcome.Taken<String>(String winner) -> reading.answer().text() + ", taken by " + winner;
            case Outcome.Found<String>(String winner) -> reading.answer().text() + ", the value of " + winner;
            default -> reading.answer().text();
        };
    }

    private void check(String key, long at, Answers.Reading reading, Runnable tell) {
        try {
            tell.run();
        } catch (Contradiction e) {
            breaks(Promise.ONE_REGISTER, key, String.valueOf(e.getMessage()), at);
        }
        if (!reading.broken().isEmpty()) {
            breaks(Promise.HONEST_ANSWERS, key, "key " + key + ": " + reading.broken(), at);
        }
    }

    /** A promise is broken; only the first one is kept. */
    void breaks(Promise promise, String key, String what, long at) {
        if (broken.compareAndSet(null, new Broken(promise, key, what, at))) {
            whenBroken.run();
        }
    }

    private void remember(Seen seen) {
        last.set(next.getAndIncrement() & (REMEMBERED - 1), seen);
    }

    /** What is still remembered of a key, in the order in which it began. */
    List<Seen> lately(String key) {
        List<Seen> found = new ArrayList<>();
        for (int i = 0; i < REMEMBERED; i++) {
            Seen seen = last.get(i);
            if (seen != null && seen.key().equals(key)) {
                found.add(seen);
            }
        }
        found.sort(Comparator.comparingLong(Seen::begin));
        return found;
    }
}
