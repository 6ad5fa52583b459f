package io.replicator.simulator.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class KeySourceTest {

    private static final int DRAWS = 100_000;

    private static KeySource source(KeyChoice choice) {
        return new KeySource(choice, "p.", new SplittableRandom(7));
    }

    private static Map<String, Integer> stores(KeySource source) {
        Map<String, Integer> counts = new HashMap<>();
        for (int i = 0; i < DRAWS; i++) {
            counts.merge(source.forStore(), 1, Integer::sum);
        }
        return counts;
    }

    @Test
    void uniqueKeysNeverComeTwice() {
        KeySource source = source(new KeyChoice.Unique());
        assertEquals(DRAWS, stores(source).size());
    }

    @Test
    void readsWantKeysThatStoresWantedLately() {
        KeySource source = source(new KeyChoice.Unique());
        assertEquals("p.u0", source.forRead(), "before there is any");
        Set<String> stored = new HashSet<>();
        for (int i = 0; i < 100; i++) {
            stored.add(source.forStore());
            stored.add(source.forConflict());
        }
        for (int i = 0; i < 1000; i++) {
            assertTrue(stored.contains(source.forRead()));
        }
    }

    @Test
    void zipfKeysAreWantedInProportionToTheirRank() {
        Map<String, Integer> counts = stores(source(new KeyChoice.Zipf(1000, 1.0)));
        // The sum of 1/n up to 1000.
        double harmonic = 7.485;
        for (int rank : new int[] {1, 2, 10}) {
            double expected = DRAWS / (rank * harmonic);
            assertEquals(expected, counts.getOrDefault("p.z" + (rank - 1), 0), expected * 0.1, "rank " + rank);
        }
        assertTrue(counts.size() <= 1000, counts.size() + " keys");
    }

    @Test
    void zipfWithExponentZeroIsUniform() {
        Map<String, Integer> counts = stores(source(new KeyChoice.Zipf(10, 0)));
        assertEquals(10, counts.size());
        counts.forEach((key, count) -> assertEquals(DRAWS / 10.0, count, DRAWS * 0.005, key));
    }

    @Test
    void hotKeysAreReplacedAfterTheirUses() {
        Map<String, Integer> counts = stores(source(new KeyChoice.Hot(4, 1, 25)));
        long full = counts.values().stream().filter(count -> count == 25).count();
        assertTrue(counts.size() - full <= 4, "all but those that are hot now were used up");
        assertEquals(DRAWS / 25.0, counts.size(), 4);
    }

    @Test
    void hotKeysGetTheirShare() {
        Map<String, Integer> counts = stores(source(new KeyChoice.Hot(4, 0.8, 1_000_000)));
        int hot = counts.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith("p.h"))
                .mapToInt(Map.Entry::getValue)
                .sum();
        assertEquals(DRAWS * 0.8, hot, DRAWS * 0.01);
        assertEquals(DRAWS - hot + 4, counts.size());
    }

    @Test
    void parametersMustMakeSense() {
        assertThrows(IllegalArgumentException.class, () -> new KeyChoice.Zipf(0, 1));
        assertThrows(IllegalArgumentException.class, () -> new KeyChoice.Zipf(10, Double.NaN));
        assertThrows(IllegalArgumentException.class, () -> new KeyChoice.Hot(1, 1.1, 1));
        assertThrows(IllegalArgumentException.class, () -> new KeyChoice.Hot(1, 0.5, 0));
    }
}
