package io.replicator.simulator.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicLong;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;

/** What a client counts as latency. */
class ClientTest {

    private static final long MILLI = 1_000_000;

    private final FakeTime time = new FakeTime();
    private final Meter meter = new Meter(0);
    private final Unknowns unknowns = new Unknowns();
    private boolean stopped;
    private final Witness witness = new Witness(() -> stopped = true);

    /** A node that takes so long for its first answer, and then a millisecond each. */
    private final class StallingNode implements Door {
        private final long first;
        private boolean answered;

        StallingNode(long first) {
            this.first = first;
        }

        @Override
        public Exchange put(String key, String txId, byte[] value, int length, boolean hangUp) {
            time.pass(answered ? MILLI : first);
            answered = true;
            return hangUp ? new Exchange.HungUp() : new Exchange.Answered(201, "node", txId, new byte[0]);
        }

        @Override
        public Exchange get(String path) {
            throw new AssertionError();
        }
    }

    private void run(LoadPlan plan, Door door) {
        Agenda agenda = new Agenda(plan, List.of("A"), "p.", time, meter);
        Client.Shared shared =
                new Client.Shared(agenda, time, new AtomicLong(), new Values(8, 64), witness, meter, unknowns);
        new Client(0, door, new NodeWatch(), 64, shared).run();
        agenda.close(plan.end());
        meter.look(time.now());
    }

    /** A stall of half a second is met by all that were due in it, not only by the one that happened to be under way. */
    @Test
    void inAnOpenLoopAStallCountsForEverythingThatWasDueInIt() {
        run(Plans.openLoop(100), new StallingNode(500 * MILLI));
        Histogram stores = meter.total(Meter.Subject.STORE);
        assertEquals(100, stores.getTotalCount());
        assertEquals(0, meter.omitted());
        assertEquals(500, stores.getMaxValue() / 1e6, 1);
        // The n-th was due at n * 10 ms, and began at 500 ms + (n - 1) ms: 500 - 9 n + ... until the backlog was gone.
        long aboveQuarter = stores.getCountBetweenValues(250 * MILLI, stores.getMaxValue());
        assertEquals(28.0, aboveQuarter * 1.0, 1.0);
        assertEquals(1, stores.getValueAtPercentile(40) / 1e6, 0.01);
    }

    @Test
    void inAClosedLoopAStallCountsOnce() {
        run(Plans.closedLoop(0), new StallingNode(500 * MILLI));
        Histogram stores = meter.total(Meter.Subject.STORE);
        assertEquals(501, stores.getTotalCount());
        assertEquals(1, stores.getCountBetweenValues(2 * MILLI, stores.getMaxValue()));
    }

    /** The node never recovers within the load: what waited for it has at least waited for so long. */
    @Test
    void operationsThatNeverBeganCountWithTheTimeThatTheyWaited() {
        run(Plans.openLoop(100), new StallingNode(2000 * MILLI));
        Histogram stores = meter.total(Meter.Subject.STORE);
        assertEquals(99, meter.omitted());
        assertEquals(100, stores.getTotalCount());
        assertEquals(500, stores.getValueAtPercentile(50) / 1e6, 15);
        assertTrue(stores.getMaxValue() >= 2000 * MILLI);
    }

    /** A node that gives one key to everybody: the load must notice, end, and know what it saw. */
    @Test
    void aKeyThatIsGivenTwiceBreaksThePromise() {
        KeyChoice oneKey = new KeyChoice.Hot(1, 1, 1000);
        run(Plans.of(OptionalDouble.of(2), oneKey, 0, 0), new StallingNode(MILLI));
        assertTrue(stopped);
        Witness.Broken broken = witness.broken().orElseThrow();
        assertEquals(Promise.ONE_REGISTER, broken.promise());
        assertEquals("p.h0.0", broken.key());
        assertTrue(broken.what().contains("aaaaaaaa") && broken.what().contains("aaaaaaab"), broken.what());
        assertEquals(
                List.of("store aaaaaaaa", "store aaaaaaab"),
                witness.lately(broken.key()).stream().map(Witness.Seen::asked).toList());
    }

    @Test
    void clientsThatHangUpLeaveTheOutcomeUnknown() {
        LoadPlan plan = new LoadPlan(
                OptionalDouble.of(10), 1, new KeyChoice.Unique(), 0, 2, 0, 1, 8, 8, Duration.ZERO, Plans.SECOND, 1, 1);
        run(plan, new StallingNode(MILLI));
        assertEquals(10, meter.count(Turn.Kind.STORE, Answer.HUNG_UP));
        assertEquals(10, unknowns.open());
        assertEquals(0, meter.total(Meter.Subject.STORE).getTotalCount());
    }
}
