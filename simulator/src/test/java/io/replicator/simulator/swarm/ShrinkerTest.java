package io.replicator.simulator.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.simulator.fault.Fault;
import io.replicator.simulator.workload.Step;
import org.junit.jupiter.api.Test;

class ShrinkerTest {

    /** As if a bug needed a crash of the first node and two stores. */
    private static boolean isEnough(Plan plan) {
        boolean crashes =
                plan.faults().stream().anyMatch(fault -> fault instanceof Fault.Crash crash && crash.node() == 0);
        long stores =
                plan.steps().stream().filter(step -> step instanceof Step.Store).count();
        return crashes && stores >= 2;
    }

    private static Plan failing(long from) {
        for (long seed = from; ; seed++) {
            Plan plan = Draw.plan(seed, SwarmSettings.ANY);
            if (isEnough(plan)
                    && plan.topology().clusters().size() > 1
                    && plan.faults().size() > 20) {
                return plan;
            }
        }
    }

    @Test
    void leavesOutWhatIsNotNeeded() {
        Plan plan = failing(1);
        Shrinker.Result small = new Shrinker(ShrinkerTest::isEnough).shrink(plan);
        assertEquals(1, small.plan().faults().size());
        assertEquals(2, small.plan().steps().size());
        assertEquals("3", small.plan().topology().toString());
        assertTrue(isEnough(small.plan()));
        assertTrue(
                small.sentences(plan).getFirst().endsWith(" -> 1"),
                () -> small.sentences(plan).toString());
    }

    @Test
    void shrinksAPlanAlwaysToTheSame() {
        Plan plan = failing(100);
        assertEquals(
                new Shrinker(ShrinkerTest::isEnough).shrink(plan), new Shrinker(ShrinkerTest::isEnough).shrink(plan));
    }

    @Test
    void smallPlansStillRun() {
        Verdict verdict =
                Run.of(new Shrinker(ShrinkerTest::isEnough).shrink(failing(200)).plan());
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
