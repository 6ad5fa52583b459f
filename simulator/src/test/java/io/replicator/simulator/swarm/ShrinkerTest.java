package io.replicator.simulator.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.simulator.fault.Fault;
import io.replicator.simulator.workload.Step;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

class ShrinkerTest {

    /** As if a bug needed a crash of the first node and two stores. */
    private static final Predicate<Plan> NEEDS_A_CRASH_AND_TWO_STORES = plan -> plan.faults().stream()
                    .anyMatch(fault -> fault instanceof Fault.Crash crash && crash.node() == 0)
            && plan.steps().stream().filter(step -> step instanceof Step.Store).count() >= 2;

    private static Plan failing(long from) {
        for (long seed = from; ; seed++) {
            Plan plan = Draw.plan(seed, SwarmSettings.ANY);
            if (NEEDS_A_CRASH_AND_TWO_STORES.test(plan)
                    && plan.topology().clusters().size() > 1
                    && plan.faults().size() > 20) {
                return plan;
            }
        }
    }

    @Test
    void leavesOutWhatIsNotNeeded() {
        Plan plan = failing(1);
        Shrinker.Result small = new Shrinker(NEEDS_A_CRASH_AND_TWO_STORES).shrink(plan);
        assertEquals(1, small.plan().faults().size());
        assertEquals(2, small.plan().steps().size());
        assertEquals("3", small.plan().topology().toString());
        assertTrue(NEEDS_A_CRASH_AND_TWO_STORES.test(small.plan()));
        assertTrue(
                small.sentences(plan).getFirst().endsWith(" -> 1"),
                () -> small.sentences(plan).toString());
    }

    @Test
    void shrinksAPlanAlwaysToTheSame() {
        Plan plan = failing(100);
        assertEquals(
                new Shrinker(NEEDS_A_CRASH_AND_TWO_STORES).shrink(plan),
                new Shrinker(NEEDS_A_CRASH_AND_TWO_STORES).shrink(plan));
    }

    @Test
    void smallPlansStillRun() {
        Verdict verdict = Run.of(
                new Shrinker(NEEDS_A_CRASH_AND_TWO_STORES).shrink(failing(200)).plan());
        assertTrue(verdict.kept(), () -> String.valueOf(verdict.broken()));
    }

    @Test
    void keepsAPlanOfWhichNothingCanBeLeftOut() {
        Plan plan = failing(300);
        Shrinker.Result same = new Shrinker(plan::equals).shrink(plan);
        assertEquals(plan, same.plan());
    }

    @Test
    void stopsAfterSoManyRuns() {
        int[] runs = {0};
        new Shrinker(plan -> {
                    runs[0]++;
                    // Something small is found now and then, so that it would go on for long.
                    return plan.faults().size() + plan.steps().size() > 10 && runs[0] % 3 == 0;
                })
                .shrink(failing(400));
        assertTrue(runs[0] <= Shrinker.MOST_RUNS);
    }
}
