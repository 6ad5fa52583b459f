package io.replicator.simulator.swarm;

import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Seeds that once showed a bug in the protocol or its code, each with what it showed. The plan of a seed changes with the
 * way plans are drawn; the scenario tests keep the schedules themselves.
 */
class RegressionSeedsTest {

    @ParameterizedTest(name = "seed {0}: {1}")
    @CsvSource({
        "1290, a learner that confirmed at ballot 1 waited for a voter whose disk was lost although a higher ballot was about",
        "33480, seventeen recoveries over long ways kept overtaking each other's ballots"
    })
    void keepsEveryPromise(long seed, String whatItShowed) {
        Verdict verdict = Run.of(Draw.plan(seed, SwarmSettings.ANY));
        assertNull(verdict.broken(), () -> whatItShowed + "; now: " + verdict.broken());
    }
}
