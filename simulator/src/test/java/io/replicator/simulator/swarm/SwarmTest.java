package io.replicator.simulator.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import io.replicator.simulator.invariant.Property;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * A few thousand worlds in each build; {@code -Dseeds=100000 -DfirstSeed=1} runs others. A seed that fails is made small,
 * and {@code replicator simulate --seed N} shows it.
 */
class SwarmTest {

    private static final long SEEDS = Long.getLong("seeds", 4_000);
    private static final long FIRST = Long.getLong("firstSeed", 1);
    private static final int JOBS = Runtime.getRuntime().availableProcessors();

    private static String smallCase(Tally.Failed failed) {
        Plan plan = Draw.plan(failed.seed(), SwarmSettings.ANY);
        Shrinker.Result small = new Shrinker(plan, Shrinker.breaking(failed.property(), Trial.REAL)).shrink();
        Timeline timeline = Timeline.of(Run.recorded(small.plan()));
        return Stream.of(
                        List.of("replicator simulate --seed " + failed.seed() + " breaks " + failed.what()),
                        small.sentences(),
                        timeline.text())
                .flatMap(List::stream)
                .collect(Collectors.joining(System.lineSeparator()));
    }

    @Test
    void keepsEveryPromiseInThousandsOfWorlds() throws InterruptedException {
        Campaign campaign = new Campaign(SwarmSettings.ANY, FIRST, SEEDS, false);
        long begin = System.nanoTime();
        Tally tally = campaign.run(JOBS);
        double seconds = (System.nanoTime() - begin) / 1e9;
        System.out.printf(
                "%,d worlds in %.0f s (%,.0f/s), %,d events (%,.0f/s)%n",
                tally.seeds(), seconds, tally.seeds() / seconds, tally.events(), tally.events() / seconds);
        Tally.Failed failed = tally.failed();
        if (failed != null) {
            fail(smallCase(failed));
        }
        assertEquals(SEEDS, tally.seeds());
    }

    /** A property that is never checked is none; and worlds in which nothing goes wrong show nothing. */
    @Test
    void worldsAreHostileAndEverythingIsChecked() throws InterruptedException {
        Tally tally = new Campaign(SwarmSettings.ANY, 1, 400, true).run(JOBS);
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
}
