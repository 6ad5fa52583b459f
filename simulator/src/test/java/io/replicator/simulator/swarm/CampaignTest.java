package io.replicator.simulator.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CampaignTest {

    /** Breaks at seeds 23, 27, 31, ... */
    private static final Trial UNLUCKY = new PlantedTrial(plan -> plan.seed() > 20 && plan.seed() % 4 == 3);

    private static void assertSame(Tally expected, Tally actual) {
        assertEquals(expected.seeds(), actual.seeds());
        assertEquals(expected.events(), actual.events());
        assertEquals(expected.virtualMicros(), actual.virtualMicros());
        assertEquals(expected.storeAnswers(), actual.storeAnswers());
        assertEquals(expected.readAnswers(), actual.readAnswers());
        assertEquals(expected.faults(), actual.faults());
        assertEquals(expected.shapes(), actual.shapes());
        assertEquals(expected.checks(), actual.checks());
        assertEquals(expected.storeMicros(), actual.storeMicros());
        assertEquals(expected.readMicros(), actual.readMicros());
        assertEquals(expected.fastDecisions(), actual.fastDecisions());
        assertEquals(expected.slowDecisions(), actual.slowDecisions());
        assertEquals(expected.recoveries(), actual.recoveries());
        assertEquals(expected.crashes(), actual.crashes());
        assertEquals(expected.broken(), actual.broken());
        assertEquals(expected.allFailed(), actual.allFailed());
    }

    @ParameterizedTest
    @ValueSource(ints = {2, 3, 16})
    void sumsDoNotDependOnTheNumberOfThreads(int jobs) throws InterruptedException {
        Tally one = new Campaign(SwarmSettings.ANY, 50, 45, false).run(1);
        assertEquals(45, one.seeds());
        assertSame(one, new Campaign(SwarmSettings.ANY, 50, 45, false).run(jobs));
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3, 16})
    void endsWithTheLowestFailingSeed(int jobs) throws InterruptedException {
        Tally tally = new Campaign(UNLUCKY, SwarmSettings.ANY, 10, 60, false).run(jobs);
        assertNotNull(tally.failed());
        assertEquals(23, tally.failed().seed());
        assertEquals(List.of(tally.failed()), tally.allFailed());
        assertSame(new Campaign(UNLUCKY, SwarmSettings.ANY, 10, 14, true).run(1), tally);
    }

    @Test
    void goesOnIfItIsToldTo() throws InterruptedException {
        Tally tally = new Campaign(UNLUCKY, SwarmSettings.ANY, 10, 30, true).run(2);
        assertEquals(30, tally.seeds());
        assertEquals(5, tally.failures());
        assertEquals(
                List.of(23L, 27L, 31L, 35L, 39L),
                tally.allFailed().stream().map(Tally.Failed::seed).toList());
    }

    @Test
    void remembersTheLowestFailingSeedsInWhateverOrderTheyCome() {
        Verdict verdict = UNLUCKY.run(Draw.plan(23, SwarmSettings.ANY));
        Tally tally = new Tally();
        LongStream.iterate(2 * Tally.MOST_FAILED, seed -> seed - 1)
                .limit(2 * Tally.MOST_FAILED)
                .forEach(seed -> tally.add(new Verdict(
                        Draw.plan(seed, SwarmSettings.ANY),
                        verdict.broken(),
                        verdict.world(),
                        verdict.history(),
                        verdict.checks())));
        assertEquals(2 * Tally.MOST_FAILED, tally.failures());
        assertEquals(Tally.MOST_FAILED, tally.allFailed().size());
        assertEquals(1, tally.allFailed().getFirst().seed());
        assertEquals(Tally.MOST_FAILED, tally.allFailed().getLast().seed());
    }

    @Test
    void endsWhenItIsStopped() throws InterruptedException {
        List<Campaign> running = new ArrayList<>();
        Trial stopping = (plan, recording) -> {
            if (plan.seed() == 11) {
                running.forEach(Campaign::stop);
            }
            return Trial.REAL.run(plan, recording);
        };
        Campaign campaign = new Campaign(stopping, SwarmSettings.ANY, 1, 1_000_000, false);
        running.add(campaign);
        Tally tally = campaign.run(1);
        assertEquals(11, tally.seeds());
        assertEquals(new Campaign.Progress(11, 1_000_000, tally.events()), campaign.progress());
        assertNull(tally.failed());
    }

    @Test
    void saysAtWhichSeedTheSimulatorItselfFailed() {
        AtomicInteger runs = new AtomicInteger();
        Trial failing = (plan, recording) -> {
            runs.incrementAndGet();
            if (plan.seed() == 5) {
                throw new IllegalArgumentException("no such thing");
            }
            return Trial.REAL.run(plan, recording);
        };
        Campaign campaign = new Campaign(failing, SwarmSettings.ANY, 1, 1_000_000, true);
        String message = String.valueOf(
                assertThrows(IllegalStateException.class, () -> campaign.run(3)).getMessage());
        assertTrue(message.contains("at seed 5: "), message);
        assertTrue(message.contains("no such thing"), message);
        assertTrue(runs.get() < 1_000, () -> runs.get() + " worlds were run");
    }
}
