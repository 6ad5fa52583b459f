package io.replicator.simulator.swarm;

import static org.junit.jupiter.api.Assertions.assertNull;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Seeds that once showed a bug in the protocol, its code, or what judges them, each with what it showed. The plan of a seed
 * changes with the way plans are drawn; the scenario tests keep the schedules of the protocol's bugs themselves.
 */
class RegressionSeedsTest {

    @ParameterizedTest(name = "seed {0}: {1}")
    @CsvSource({
        "1290, a learner that confirmed at ballot 1 waited for a voter whose disk was lost although a higher ballot was about",
        "33480, seventeen recoveries over long ways kept overtaking each other's ballots",
        "19858, a node that was to stay away came back just before it was asked to store",
        "38202, bytes of a vote were taken for a claim to hold it still",
        "53586, a store at a paused node was not known to the judges when the network was founded meanwhile"
    })
    void keepsEveryPromise(long seed, String whatItShowed) {
        Verdict verdict = Run.of(Draw.plan(seed, SwarmSettings.ANY));
        assertNull(verdict.broken(), () -> whatItShowed + "; now: " + verdict.broken());
    }
}
