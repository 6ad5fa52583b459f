package io.replicator.simulator.load;

import java.time.Duration;
import java.util.OptionalDouble;

/** Plans that differ in a few things. */
final class Plans {

    static final Duration SECOND = Duration.ofSeconds(1);

    private Plans() {}

    static LoadPlan of(OptionalDouble rate, KeyChoice keys, double conflicts, double reads) {
        return new LoadPlan(rate, 12, keys, conflicts, 2, reads, 0, 8, 64, Duration.ZERO, SECOND, 100, 1);
    }

    static LoadPlan openLoop(double rate) {
        return of(OptionalDouble.of(rate), new KeyChoice.Unique(), 0, 0);
    }

    static LoadPlan closedLoop(double conflicts) {
        return of(OptionalDouble.empty(), new KeyChoice.Unique(), conflicts, 0);
    }
}
