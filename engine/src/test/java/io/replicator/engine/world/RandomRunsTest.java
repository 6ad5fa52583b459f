package io.replicator.engine.world;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class RandomRunsTest {

    private static final int SEEDS = Integer.getInteger("seeds", 500);
    private static final long FIRST = Long.getLong("firstSeed", 1);

    private static void runAll(int... shape) {
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            Chaos.run(seed, shape);
        }
    }

    @Test
    void keepsItsPromisesInOneClusterOfThree() {
        runAll(3);
    }

    @Test
    void keepsItsPromisesInOneClusterOfFour() {
        runAll(4);
    }

    @Test
    void keepsItsPromisesInTwoClusters() {
        runAll(3, 3);
    }

    @Test
    void keepsItsPromisesInClustersOfDifferentSizes() {
        runAll(3, 4);
    }

    @Test
    void keepsItsPromisesInThreeClusters() {
        runAll(3, 3, 3);
    }

    @Test
    void runsASeedAgainExactly() {
        World one = Chaos.run(FIRST, 3, 3);
        World other = Chaos.run(FIRST, 3, 3);
        assertEquals(one.time(), other.time());
        assertEquals(one.history.winners(), other.history.winners());
    }
}
