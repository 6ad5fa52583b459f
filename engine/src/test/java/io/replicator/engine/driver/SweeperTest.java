package io.replicator.engine.driver;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.engine.Samples;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.KeyState;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SweeperTest {

    private static final Key KEY = Samples.key("key");

    private final FixedJournal journal = new FixedJournal();
    private final List<Key> finished = new ArrayList<>();

    private Sweeper sweeper(int rank) {
        return new Sweeper(journal, rank, 0, finished::add);
    }

    @Test
    void leavesYoungVotesAlone() {
        Sweeper sweeper = sweeper(0);
        sweeper.voted(KEY, 0);
        sweeper.sweep(Sweeper.ORPHAN_MICROS - 1);
        assertEquals(List.of(), finished);
        sweeper.sweep(Sweeper.ORPHAN_MICROS);
        assertEquals(List.of(KEY), finished);
    }

    @Test
    void waitsLongerTheHigherItsRank() {
        Sweeper sweeper = sweeper(2);
        sweeper.voted(KEY, 0);
        sweeper.sweep(Sweeper.ORPHAN_MICROS + Sweeper.RANK_MICROS);
        assertEquals(List.of(), finished);
        sweeper.sweep(Sweeper.ORPHAN_MICROS + 2 * Sweeper.RANK_MICROS);
        assertEquals(List.of(KEY), finished);
    }

    @Test
    void repeatedVoteDoesNotMakeTheKeyYounger() {
        Sweeper sweeper = sweeper(0);
        sweeper.voted(KEY, 0);
        sweeper.voted(KEY, Sweeper.ORPHAN_MICROS - 1);
        assertEquals(0, sweeper.since(KEY));
        sweeper.sweep(Sweeper.ORPHAN_MICROS);
        assertEquals(List.of(KEY), finished);
    }

    @Test
    void forgetsSettledKeys() {
        Sweeper sweeper = sweeper(0);
        sweeper.voted(KEY, 0);
        sweeper.settled(KEY);
        sweeper.sweep(100 * Sweeper.ORPHAN_MICROS);
        assertEquals(List.of(), finished);
        assertEquals(0, sweeper.watching());
        assertEquals(-1, sweeper.since(KEY));
    }

    @Test
    void takesAnUnfinishedKeyUpAgainEverMoreRarely() {
        Sweeper sweeper = sweeper(0);
        sweeper.voted(KEY, 0);
        List<Long> times = new ArrayList<>();
        for (long now = 0; now < 300_000_000; now += Sweeper.INTERVAL_MICROS) {
            int before = finished.size();
            sweeper.sweep(now);
            if (finished.size() > before) {
                times.add(now);
            }
        }
        long last = 0;
        for (int i = 1; i < times.size(); i++) {
            long wait = times.get(i) - times.get(i - 1);
            assertTrue(wait >= last && wait <= Sweeper.MAX_AGAIN_MICROS);
            last = wait;
        }
        assertEquals(Sweeper.MAX_AGAIN_MICROS, last);
    }

    @Test
    void clientThatWasTurnedAwayWakesAnOldKeyOnly() {
        Sweeper sweeper = sweeper(0);
        sweeper.voted(KEY, 0);
        sweeper.wake(KEY, Sweeper.ORPHAN_MICROS - 1);
        sweeper.sweep(Sweeper.ORPHAN_MICROS - 1);
        assertEquals(List.of(), finished);
        sweeper.sweep(Sweeper.ORPHAN_MICROS);
        sweeper.wake(KEY, Sweeper.ORPHAN_MICROS + 1);
        sweeper.sweep(Sweeper.ORPHAN_MICROS + 1);
        assertEquals(List.of(KEY, KEY), finished);
    }

    @Test
    void takesUpNoMoreThanItsLimitAtOnceAndStarvesNobody() {
        Sweeper sweeper = sweeper(0);
        int keys = 3 * Sweeper.MAX_AT_ONCE;
        for (int i = 0; i < keys; i++) {
            sweeper.voted(Samples.key("key " + i), 0);
        }
        for (int sweep = 1; sweep <= 3; sweep++) {
            sweeper.sweep(Sweeper.ORPHAN_MICROS + sweep);
            assertEquals(sweep * Sweeper.MAX_AT_ONCE, finished.size());
        }
        assertEquals(keys, finished.stream().distinct().count());
    }

    @Test
    void resumesWhatEarlierBootsLeft() {
        journal.shown.put(KEY, KeyState.UNTOUCHED);
        Sweeper sweeper = sweeper(0);
        sweeper.resume(0);
        sweeper.sweep(Sweeper.ORPHAN_MICROS / 2);
        assertEquals(List.of(KEY), finished);
    }

    @Test
    void watchesNoMoreThanItsLimitAndReadsTheOthersFromTheJournalLater() {
        Sweeper sweeper = sweeper(0);
        for (int i = 0; i < Sweeper.MAX_WATCHED; i++) {
            sweeper.voted(Samples.key("key " + i), 0);
        }
        sweeper.voted(KEY, 0);
        assertEquals(Sweeper.MAX_WATCHED, sweeper.watching());
        journal.shown.put(KEY, KeyState.UNTOUCHED);
        for (int i = 0; i < Sweeper.MAX_WATCHED; i++) {
            sweeper.settled(Samples.key("key " + i));
        }
        sweeper.sweep(1);
        sweeper.sweep(1 + Sweeper.ORPHAN_MICROS);
        assertEquals(List.of(KEY), finished);
    }

    @Test
    void returningVoterEndsALongWait() {
        Sweeper sweeper = sweeper(0);
        sweeper.voted(KEY, 0);
        long now = 0;
        for (; now < 100_000_000; now += Sweeper.INTERVAL_MICROS) {
            sweeper.sweep(now);
        }
        int before = finished.size();
        sweeper.voterReturned(now);
        sweeper.sweep(now + Sweeper.AGAIN_MICROS);
        assertEquals(before + 1, finished.size());
    }
}
