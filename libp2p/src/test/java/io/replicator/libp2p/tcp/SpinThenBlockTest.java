package io.replicator.libp2p.tcp;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.netty.channel.SelectStrategy;
import org.junit.jupiter.api.Test;

class SpinThenBlockTest {

    private static final long SHORT = SpinThenBlock.SHORT_TURN_NANOS / 2;
    private static final long LONG = SpinThenBlock.SHORT_TURN_NANOS;

    private long now;
    private int ready;
    private int polls;
    private final SpinThenBlock strategy = new SpinThenBlock(() -> now);

    private int decide(boolean hasTasks) throws Exception {
        return strategy.calculateStrategy(
                () -> {
                    polls++;
                    return ready;
                },
                hasTasks);
    }

    @Test
    void sleepsAtOnceAfterALongTurn() throws Exception {
        assertEquals(SelectStrategy.SELECT, decide(false));
        now += LONG;
        assertEquals(SelectStrategy.SELECT, decide(false));
        assertEquals(0, polls);
    }

    @Test
    void pollsForAMomentAfterAShortTurn() throws Exception {
        assertEquals(SelectStrategy.SELECT, decide(false));
        now += SHORT;
        assertGivesWayAndPollsInVain();
        now += SHORT;
        assertGivesWayAndPollsInVain();
        now += SHORT;
        assertEquals(SelectStrategy.SELECT, decide(false));
        assertEquals(2, polls);
        // To poll was in vain, so the next turn is a long one.
        now += SHORT;
        assertEquals(SelectStrategy.SELECT, decide(false));
        now += SHORT;
        assertEquals(SelectStrategy.CONTINUE, decide(false));
    }

    @Test
    void goesOnPollingWhileThatFindsWork() throws Exception {
        decide(false);
        for (int turn = 0; turn < 10; turn++) {
            now += SHORT;
            ready = 0;
            assertGivesWayAndPollsInVain();
            ready = 3;
            assertEquals(SelectStrategy.CONTINUE, decide(false));
            assertEquals(3, decide(false));
        }
    }

    /** What others submit while they have their turn is done before the next poll. */
    @Test
    void looksForTasksBetweenGivingWayAndPolling() throws Exception {
        decide(false);
        now += SHORT;
        assertEquals(SelectStrategy.CONTINUE, decide(false));
        assertEquals(0, polls);
        assertEquals(0, decide(true));
        assertEquals(1, polls);
        // After a task, others have their turn first again.
        assertEquals(SelectStrategy.CONTINUE, decide(false));
        assertEquals(1, polls);
    }

    private void assertGivesWayAndPollsInVain() throws Exception {
        int before = polls;
        assertEquals(SelectStrategy.CONTINUE, decide(false));
        assertEquals(before, polls);
        assertEquals(0, decide(false));
        assertEquals(before + 1, polls);
    }

    @Test
    void neitherSleepsNorPollsWhileTasksWait() throws Exception {
        ready = 2;
        assertEquals(2, decide(true));
        ready = 0;
        assertEquals(0, decide(true));
    }
}
