package io.replicator.simulator.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.simulator.disk.DiskTiming;
import io.replicator.simulator.fault.Fault;
import io.replicator.simulator.workload.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ShrinkerTest {

    private static long stores(Plan plan) {
        return plan.steps().stream().filter(step -> step instanceof Step.Store).count();
    }

    private static boolean crashes(Plan plan, int node) {
        return plan.faults().stream().anyMatch(fault -> fault instanceof Fault.Crash crash && crash.node() == node);
    }

    /** As if a bug needed a crash of the second node and two stores. */
    private static boolean isEnough(Plan plan) {
        return crashes(plan, 1) && stores(plan) >= 2;
    }

    /** As if one part hid what another one shows: leaving out both fails where leaving out one does not. */
    private static boolean isIntricate(Plan plan) {
        return isEnough(plan) && plan.faults().size() % 3 == 1 && plan.steps().size() % 2 == 0;
    }

    /** The first plan from this seed on that fails so, and is large. */
    private static Plan failing(long from, Predicate<Plan> fails) {
        return LongStream.iterate(from, seed -> seed + 1)
                .mapToObj(seed -> Draw.plan(seed, SwarmSettings.ANY))
                .filter(plan -> fails.test(plan)
                        && plan.topology().clusters().size() > 1
                        && plan.faults().size() > 20)
                .findFirst()
                .orElseThrow();
    }

    private static <A> List<A> without(List<A> all, int place) {
        List<A> rest = new ArrayList<>(all);
        rest.remove(place);
        return rest;
    }

    private static void assertOneMinimal(Plan plan, Predicate<Plan> fails) {
        assertTrue(fails.test(plan));
        for (int i = 0; i < plan.faults().size(); i++) {
            assertFalse(fails.test(plan.withFaults(without(plan.faults(), i))), "fault " + i + " is not needed");
        }
        for (int i = 0; i < plan.steps().size(); i++) {
            assertFalse(fails.test(plan.withSteps(without(plan.steps(), i))), "call " + i + " is not needed");
        }
    }

    @Test
    void leavesOutWhatIsNotNeeded() {
        Plan plan = failing(1, ShrinkerTest::isEnough);
        Shrinker.Result small = new Shrinker(plan, ShrinkerTest::isEnough).shrink();
        assertEquals(1, small.plan().faults().size());
        assertEquals(2, small.plan().steps().size());
        assertEquals("3", small.plan().topology().toString());
        assertFalse(small.plan().absence());
        assertEquals(3, small.plan().disks().size());
        assertOneMinimal(small.plan(), ShrinkerTest::isEnough);
        assertEquals(plan.faults().size() + " faults -> 1", small.sentences().getFirst());
        assertEquals(
                small.runs() + " runs; no single fault or call can be left out",
                small.sentences().getLast());
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 500, 1000})
    void noSingleFaultOrCallCanBeLeftOutInTheEnd(long from) {
        Plan plan = failing(from, ShrinkerTest::isIntricate);
        Shrinker.Result small = new Shrinker(plan, ShrinkerTest::isIntricate).shrink();
        assertTrue(small.complete(), () -> small.runs() + " runs");
        assertOneMinimal(small.plan(), ShrinkerTest::isIntricate);
    }

    @Test
    void shrinksAPlanAlwaysToTheSame() {
        Plan plan = failing(100, ShrinkerTest::isIntricate);
        assertEquals(
                new Shrinker(plan, ShrinkerTest::isIntricate).shrink(),
                new Shrinker(plan, ShrinkerTest::isIntricate).shrink());
    }

    @Test
    void smallPlansStillRun() {
        Plan plan = failing(200, ShrinkerTest::isEnough);
        Verdict verdict =
                Run.of(new Shrinker(plan, ShrinkerTest::isEnough).shrink().plan());
        assertTrue(verdict.kept(), () -> String.valueOf(verdict.broken()));
    }

    @Test
    void whatIsLeftIsSimple() {
        Plan plan = failing(100, p -> isEnough(p) && p.topology().nodes() > 6);
        Plan small = new Shrinker(plan, ShrinkerTest::isEnough).shrink().plan();
        Fault.Crash crash = (Fault.Crash) small.faults().getFirst();
        assertTrue(crash.downFor() <= 1_000, crash::toString);
        assertEquals(0, crash.survivingPerMille());
        long last = Math.max(crash.at(), small.steps().getLast().at());
        assertEquals(last + 1, small.badMicros());
        assertTrue(small.disks().stream().allMatch(DiskTiming.USUAL::equals));
        assertTrue(small.steps().stream().allMatch(step -> step instanceof Step.Store s && s.hangUpAfter() < 0));
    }

    @Test
    void keepsWhatTheFailureNeedsOfTheNetwork() {
        Predicate<Plan> fails = plan -> plan.topology().clusters().stream().anyMatch(site -> site.learners() > 0)
                && plan.topology().clusters().size() >= 2;
        Plan plan = failing(1, fails);
        Plan small = new Shrinker(plan, fails).shrink().plan();
        assertTrue(
                List.of("3(1)+3", "3+3(1)").contains(small.topology().toString()),
                () -> small.topology().toString());
        assertEquals(7, small.disks().size());
    }

    @Test
    void nodesThatAreLeftKeepTheirDisks() {
        Predicate<Plan> fails = plan -> {
            int last = plan.topology().nodes() - 1;
            return plan.disks().get(last).sync() > 1_000
                    && crashes(plan, last)
                    && !FewerNodes.isLearner(plan.topology(), last);
        };
        Plan plan = failing(1, fails);
        Plan small = new Shrinker(plan, fails).shrink().plan();
        assertEquals(3, small.topology().nodes());
        assertEquals(plan.disks().getLast(), small.disks().getLast());
    }

    @Test
    void keepsAPlanOfWhichNothingCanBeLeftOut() {
        Plan plan = failing(300, ShrinkerTest::isEnough);
        Shrinker.Result same = new Shrinker(plan, plan::equals).shrink();
        assertEquals(plan, same.plan());
        assertTrue(same.complete());
    }

    @Test
    void triesNoPlanTwice() {
        List<Plan> tried = new ArrayList<>();
        new Shrinker(failing(300, ShrinkerTest::isIntricate), plan -> {
                    tried.add(plan);
                    return isIntricate(plan);
                })
                .shrink();
        assertEquals(tried.size(), tried.stream().distinct().count());
    }

    @Test
    void isContentAfterSoManyRuns() {
        int[] runs = {0};
        // Something small is found now and then, so that it would go on for long.
        Shrinker.Result result =
                new Shrinker(failing(400, ShrinkerTest::isEnough), plan -> runs[0]++ % 50 == 49).shrink();
        assertTrue(runs[0] <= Shrinker.MOST_RUNS);
        assertEquals(runs[0], result.runs());
    }

    @Test
    void endsWithWhatItHasWhenItIsStopped() {
        Plan plan = failing(1, ShrinkerTest::isEnough);
        int[] runs = {0};
        Shrinker[] shrinker = {new Shrinker(plan, ShrinkerTest::isEnough)};
        shrinker[0] = new Shrinker(plan, smaller -> {
            if (++runs[0] == 10) {
                shrinker[0].stop();
            }
            return isEnough(smaller);
        });
        Shrinker.Result result = shrinker[0].shrink();
        assertEquals(10, runs[0]);
        assertFalse(result.complete());
        assertTrue(isEnough(result.plan()));
        assertTrue(result.sentences().getLast().endsWith("more could perhaps be left out"));
    }

    @Test
    void anotherBrokenPromiseIsNoSmallerCase() {
        Plan plan = failing(1, ShrinkerTest::isEnough);
        PlantedTrial trial = new PlantedTrial(_ -> true);
        assertTrue(Shrinker.breaking(PlantedTrial.PROPERTY, trial).test(plan));
        assertFalse(Shrinker.breaking("another", trial).test(plan));
    }
}
