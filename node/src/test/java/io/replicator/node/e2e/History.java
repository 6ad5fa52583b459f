package io.replicator.node.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * What clients were told, checked as it comes: a key that was acknowledged to one value is never acknowledged to another,
 * nor read as another. Thread-safe.
 */
final class History {

    private final Map<String, String> acknowledged = new ConcurrentHashMap<>();
    private final Map<String, String> seen = new ConcurrentHashMap<>();
    private final Set<String> tried = ConcurrentHashMap.newKeySet();
    private final LongAdder stored = new LongAdder();
    private final LongAdder refused = new LongAdder();
    private final LongAdder unknown = new LongAdder();
    private final LongAccumulator slowest = new LongAccumulator(Math::max, 0);

    void tried(String key) {
        tried.add(key);
    }

    void answered(String key, String value, int status) {
        switch (status) {
            case 201, 200 -> {
                stored.increment();
                saw(key, value);
                String other = acknowledged.putIfAbsent(key, value);
                assertTrue(other == null || other.equals(value), () -> key + " acknowledged twice");
            }
            case 409 -> refused.increment();
            default -> unknown.increment();
        }
    }

    void took(long nanos) {
        slowest.accumulate(nanos);
    }

    void lostAnswer() {
        unknown.increment();
    }

    void saw(String key, String value) {
        String other = seen.putIfAbsent(key, value);
        assertTrue(other == null || other.equals(value), () -> key + " has two values: " + other + " and " + value);
    }

    @Nullable
    String acknowledged(String key) {
        return acknowledged.get(key);
    }

    Set<String> keys() {
        return tried;
    }

    long storedCount() {
        return stored.sum();
    }

    void assertOneWinnerEach(int keys) {
        assertEquals(keys, acknowledged.size(), "keys that were acknowledged");
    }

    @Override
    public String toString() {
        return tried.size() + " keys tried, " + stored + " stores acknowledged, " + refused + " refused, " + unknown
                + " without a final answer, the slowest answer after " + slowest.get() / 1_000_000 + " ms";
    }
}
