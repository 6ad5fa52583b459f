package io.replicator.simulator.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.replicator.simulator.invariant.Property;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * A few thousand worlds in each build; {@code -Dseeds=100000 -DfirstSeed=1} runs others. A seed that fails is made small,
 * and {@code replicator simulate --seed N} shows it.
 */
class SwarmTest {

    private static final long SEEDS = Long.getLong("seeds", 4_000);
    private static final long FIRST = Long.getLong("firstSeed", 1);

    static String smallCase(Plan plan, String property) {
        Shrinker.Result small = Shrinker.shrink(plan, property);
        Verdict recorded = Run.recorded(small.plan());
        return small.sentences(plan)
                + System.lineSeparator()
                + Timeline.of(recorded).text().stream().collect(Collectors.joining(System.lineSeparator()));
    }

    @Test
    void keepsEveryPromiseInThousandsOfWorlds() throws InterruptedException {
        Campaign campaign = new Campaign(SwarmSettings.ANY, FIRST, SEEDS, false);
        Tally tally = campaign.run(Runtime.getRuntime().availableProcessors());
        Tally.Failed failed = tally.failed();
        if (failed != null) {
            fail("replicator simulate --seed " + failed.seed() + " breaks " + failed.what() + System.lineSeparator()
                    + smallCase(Draw.plan(failed.seed(), SwarmSettings.ANY), failed.property()));
        }
        assertEquals(SEEDS, tally.seeds());
        System.out.printf("%,d worlds, %,d events, every promise kept%n", tally.seeds(), tally.events());
    }

    /** A property that is never checked is none; and worlds in which nothing goes wrong show nothing. */
    @Test
    void worldsAreHostileAndEverythingIsChecked() throws InterruptedException {
        Tally tally = new Campaign(SwarmSettings.ANY, 1, 400, true).run(1);
        for (Property property : Property.values()) {
            Long times = tally.checks().get(property);
            // What is judged once a world is checked in each of them.
            assertTrue(times == null || times > 0, property + " was never checked");
        }
        assertEquals(13, tally.faults().size(), () -> "kinds of faults: " + tally.faults());
        assertEquals(
                7,
                tally.storeAnswers().keySet().stream()
                        .filter(answer -> !answer.startsWith("no "))
                        .count());
        assertEquals(5, tally.shapes().size(), () -> "numbers of clusters: " + tally.shapes());
        assertTrue(tally.recoveries() > 1000 && tally.crashes() > 1000 && tally.slowDecisions() > 100);
    }

    @Test
    void sumsDoNotDependOnTheNumberOfThreads() throws InterruptedException {
        Tally one = new Campaign(SwarmSettings.ANY, 50, 60, true).run(1);
        Tally three = new Campaign(SwarmSettings.ANY, 50, 60, true).run(3);
        assertEquals(one.events(), three.events());
        assertEquals(one.virtualMicros(), three.virtualMicros());
        assertEquals(one.storeAnswers(), three.storeAnswers());
        assertEquals(one.readAnswers(), three.readAnswers());
        assertEquals(one.faults(), three.faults());
        assertEquals(one.checks(), three.checks());
        assertEquals(one.storeMicros(), three.storeMicros());
    }
}
