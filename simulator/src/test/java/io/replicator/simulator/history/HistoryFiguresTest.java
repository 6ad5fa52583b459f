package io.replicator.simulator.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.replicator.simulator.history.Outcome.Found;
import io.replicator.simulator.history.Outcome.Missing;
import io.replicator.simulator.history.Outcome.Refused;
import io.replicator.simulator.history.Outcome.Stored;
import io.replicator.simulator.history.Outcome.Taken;
import io.replicator.simulator.history.Outcome.Unavailable;
import io.replicator.simulator.history.Outcome.Unknown;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** What a history tells reports and final checks. */
class HistoryFiguresTest {

    private static final String KEY = "apple";

    private final History<String, String> history = new History<>();

    private void store(String proposal, long begin, long end, Outcome<String> outcome) {
        history.proposed(KEY, proposal, begin);
        history.answered(KEY, proposal, true, begin, end, outcome);
    }

    private void read(long begin, long end, Outcome<String> outcome) {
        history.read(KEY, begin, end, outcome);
    }

    @Test
    void contestTellsHowAKeyWasWon() {
        assertNull(history.contest(KEY));
        history.proposed(KEY, "B", 10);
        assertEquals(new Contest<>(KEY, null, 1, 0, OptionalLong.empty()), history.contest(KEY));
        history.answered(KEY, "B", true, 10, 30, new Unknown<>());
        store("A", 15, 40, new Stored<>());
        read(20, 35, new Found<>("A"));
        assertEquals(new Contest<>(KEY, "A", 2, 1, OptionalLong.of(25)), history.contest(KEY));
    }

    @Test
    void keysComeInTheOrderInWhichTheyWereFirstToldOf() {
        List<String> keys = List.of("pear", "apple", "fig", "date");
        keys.forEach(key -> history.proposed(key, "A", 0));
        history.proposed("pear", "B", 0);
        List<String> told = new ArrayList<>();
        history.forEach(contest -> told.add(contest.key()));
        assertEquals(keys, told);
        assertEquals(4, history.keys());
    }

    @Test
    void contendedKeysAreThoseOfSeveralProposalsTheMostWantedFirst() {
        wanted("retried", "A", "A", "A", "A");
        wanted("two", "A", "B");
        wanted("three", "A", "B", "C");
        wanted("two too", "A", "B");
        wanted("four", "A", "B", "C", "D");
        assertEquals(List.of("four", "three", "two", "two too"), keysOf(history.contended(9)));
        assertEquals(List.of("four", "three", "two"), keysOf(history.contended(3)));
        assertEquals(List.of(), history.contended(0));
    }

    @Test
    void keyIsContendedAlsoByAProposalAfterTheWinner() {
        store("A", 0, 1, new Stored<>());
        assertEquals(List.of(), history.contended(1));
        store("B", 2, 3, new Taken<>("A"));
        assertEquals(List.of(KEY), keysOf(history.contended(1)));
    }

    @Test
    void keysInDoubtAreThoseWithAnUnknownStore() {
        store("A", 0, 1, new Stored<>());
        for (String key : List.of("pear", "fig")) {
            history.proposed(key, "A", 0);
            history.answered(key, "A", true, 0, 1, new Unknown<>());
        }
        assertEquals(List.of("pear", "fig"), keysOf(history.inDoubt()));
    }

    @Test
    void answersAreCountedByKind() {
        store("A", 0, 1, new Stored<>());
        store("B", 0, 1, new Taken<>("A"));
        store("B", 0, 1, new Taken<>("A"));
        store("C", 0, 1, new Refused<>());
        store("D", 0, 1, new Unknown<>());
        read(0, 1, new Found<>("A"));
        read(0, 1, new Missing<>());
        read(0, 1, new Missing<>());
        read(0, 1, new Missing<>());
        read(0, 1, new Unavailable<>());
        assertEquals(new Answers(1, 2, 1, 1, 1, 3, 1), history.answers());
        assertEquals(15, history.told());
    }

    private void wanted(String key, String... proposals) {
        for (String proposal : proposals) {
            history.proposed(key, proposal, 0);
        }
    }

    private static List<String> keysOf(List<Contest<String, String>> contests) {
        return contests.stream().map(Contest::key).toList();
    }
}
