package io.replicator.simulator.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.simulator.history.Outcome.Found;
import io.replicator.simulator.history.Outcome.Missing;
import io.replicator.simulator.history.Outcome.Refused;
import io.replicator.simulator.history.Outcome.Stored;
import io.replicator.simulator.history.Outcome.Taken;
import io.replicator.simulator.history.Outcome.Unavailable;
import io.replicator.simulator.history.Outcome.Unknown;
import java.util.List;
import org.junit.jupiter.api.Test;

class HistoryTest {

    private static final String KEY = "apple";
    private static final Outcome<String> FOUND_A = new Found<>("A");
    private static final Outcome<String> TAKEN_BY_A = new Taken<>("A");
    private static final Outcome<String> STORED = new Stored<>();
    private static final Outcome<String> REFUSED = new Refused<>();
    private static final Outcome<String> UNKNOWN = new Unknown<>();
    private static final Outcome<String> MISSING = new Missing<>();
    private static final Outcome<String> UNAVAILABLE = new Unavailable<>();

    private final History<String, String> history = new History<>();

    private void store(String proposal, long begin, long end, Outcome<String> outcome) {
        history.proposed(KEY, proposal, begin);
        history.answered(KEY, proposal, true, begin, end, outcome);
    }

    private void read(long begin, long end, Outcome<String> outcome) {
        history.read(KEY, begin, end, outcome);
    }

    /** That it cannot be, and that the message names the key and all of these. */
    private static void assertContradiction(Runnable told, String... named) {
        String message =
                String.valueOf(assertThrows(Contradiction.class, told::run).getMessage());
        assertTrue(message.contains("key " + KEY), message);
        for (String name : named) {
            assertTrue(message.contains(name), () -> "'" + name + "' is not in: " + message);
        }
    }

    // ---- One winner.

    @Test
    void oneWinnerMayBeNamedByEverybody() {
        history.proposed(KEY, "B", 0);
        store("A", 0, 5, STORED);
        history.answered(KEY, "B", true, 0, 6, TAKEN_BY_A);
        read(5, 7, FOUND_A);
        store("A", 8, 9, STORED);
        assertEquals("A", history.winner(KEY));
    }

    @Test
    void twoStoredProposalsContradict() {
        store("A", 0, 5, STORED);
        assertContradiction(
                () -> store("B", 1, 6, STORED), "a store of A from 0 to 5", "a store of B from 1 to 6", "Stored");
    }

    @Test
    void twoFoundProposalsContradict() {
        history.proposed(KEY, "A", 0);
        history.proposed(KEY, "B", 0);
        read(1, 2, FOUND_A);
        assertContradiction(
                () -> read(3, 4, new Found<>("B")), "a read from 1 to 2", "Found[winner=A]", "a read from 3 to 4");
    }

    @Test
    void storedContradictsTakenByAnother() {
        history.proposed(KEY, "A", 0);
        store("B", 0, 4, TAKEN_BY_A);
        assertContradiction(
                () -> history.answered(KEY, "B", true, 0, 5, STORED),
                "a store of B from 0 to 4 was answered Taken[winner=A]",
                "a store of B from 0 to 5 was answered Stored");
    }

    @Test
    void noProposalIsKeptFromTheKeyByItself() {
        history.proposed(KEY, "A", 3);
        assertContradiction(
                () -> history.answered(KEY, "A", true, 3, 5, TAKEN_BY_A),
                "a store of A from 3 to 5 was answered Taken[winner=A]");
    }

    @Test
    void otherKeysHaveOtherWinners() {
        store("A", 0, 5, STORED);
        history.proposed("pear", "B", 0);
        history.answered("pear", "B", true, 0, 5, STORED);
        assertEquals("A", history.winner(KEY));
        assertEquals("B", history.winner("pear"));
    }

    // ---- The winner was proposed before.

    @Test
    void winnerThatNobodyProposedContradicts() {
        history.proposed(KEY, "B", 0);
        assertContradiction(() -> read(1, 2, FOUND_A), "a read from 1 to 2", "nobody had proposed A");
    }

    @Test
    void winnerMayBeProposedWhileItIsObserved() {
        history.proposed(KEY, "A", 2);
        read(1, 2, FOUND_A);
        assertEquals("A", history.winner(KEY));
    }

    @Test
    void winnerObservedBeforeItWasProposedContradicts() {
        history.proposed(KEY, "A", 3);
        assertContradiction(() -> read(1, 2, FOUND_A), "a read from 1 to 2", "A was proposed only at 3");
    }

    @Test
    void earliestAnswerCountsInWhicheverOrderAnswersAreTold() {
        store("A", 3, 9, STORED);
        read(1, 3, FOUND_A);
        assertContradiction(() -> read(1, 2, FOUND_A), "a read from 1 to 2", "only at 3");
    }

    @Test
    void earliestOfSeveralAttemptsCounts() {
        history.proposed(KEY, "A", 1);
        history.proposed(KEY, "A", 7);
        read(2, 3, FOUND_A);
        assertEquals("A", history.winner(KEY));
    }

    // ---- Reads that miss.

    @Test
    void missMayOverlapTheFirstSight() {
        store("A", 0, 5, STORED);
        read(5, 9, MISSING);
        read(0, 2, MISSING);
        assertEquals("A", history.winner(KEY));
    }

    @Test
    void missAfterASightContradicts() {
        store("A", 0, 5, STORED);
        assertContradiction(() -> read(6, 9, MISSING), "a store of A from 0 to 5", "from 6 to 9, found nothing");
    }

    @Test
    void missAfterASightThatIsToldLaterContradicts() {
        history.proposed(KEY, "A", 0);
        read(2, 3, MISSING);
        read(6, 9, MISSING);
        read(3, 4, MISSING);
        assertContradiction(() -> read(1, 5, FOUND_A), "a read from 1 to 5", "from 6 to 9, found nothing");
    }

    @Test
    void missIsFineForEverIfNobodyWins() {
        store("A", 0, 5, UNKNOWN);
        read(6, 9, MISSING);
        assertNull(history.winner(KEY));
    }

    // ---- Unknown outcomes.

    @Test
    void unknownStoreMayWinMuchLater() {
        store("A", 0, 5, UNKNOWN);
        read(80, 90, MISSING);
        read(80, 95, FOUND_A);
        assertEquals("A", history.winner(KEY));
    }

    @Test
    void unavailableReadSaysNothing() {
        store("A", 0, 5, STORED);
        read(6, 9, UNAVAILABLE);
        assertEquals("A", history.winner(KEY));
    }

    // ---- Refused for good.

    @Test
    void refusedFirstAttemptNeverWins() {
        store("A", 0, 5, REFUSED);
        assertContradiction(() -> read(1, 9, FOUND_A), "a read from 1 to 9", "refused for good", "at 5");
    }

    @Test
    void winnerIsNeverRefusedAfterwardsAsAFirstAttempt() {
        history.proposed(KEY, "A", 0);
        read(1, 2, FOUND_A);
        assertContradiction(
                () -> history.answered(KEY, "A", true, 0, 5, REFUSED),
                "a read from 1 to 2",
                "refused for good",
                "at 5");
    }

    @Test
    void refusedProposalDoesNotKeepAnotherFromWinning() {
        store("B", 0, 5, REFUSED);
        store("A", 1, 6, STORED);
        assertEquals("A", history.winner(KEY));
    }

    @Test
    void refusedRetrySaysNothingOfTheAttemptBefore() {
        store("A", 0, 5, UNKNOWN);
        history.proposed(KEY, "A", 6);
        history.answered(KEY, "A", false, 6, 7, REFUSED);
        read(8, 9, FOUND_A);
        assertEquals("A", history.winner(KEY));
    }

    @Test
    void refusedProposalMayWinIfItIsProposedAgain() {
        store("A", 0, 5, REFUSED);
        store("A", 6, 7, REFUSED);
        store("A", 8, 9, STORED);
        assertEquals("A", history.winner(KEY));
    }

    @Test
    void refusedProposalThatIsProposedAgainWinsNoEarlier() {
        store("A", 0, 5, REFUSED);
        history.proposed(KEY, "A", 8);
        assertContradiction(
                () -> read(6, 7, FOUND_A), "a read from 6 to 7", "only at 8", "refused for good by an answer at 5");
    }

    @Test
    void refusalThatIsToldLaterLeavesTheOtherAttempts() {
        history.proposed(KEY, "A", 0);
        history.proposed(KEY, "A", 3);
        history.proposed(KEY, "A", 4);
        read(2, 6, FOUND_A);
        history.answered(KEY, "A", true, 0, 5, REFUSED);
        read(2, 3, FOUND_A);
        assertContradiction(() -> read(1, 2, FOUND_A), "a read from 1 to 2", "only at 3");
    }

    @Test
    void attemptsMayBeToldInAnyOrderOfTheirBeginnings() {
        history.proposed(KEY, "A", 3);
        history.proposed(KEY, "A", 0);
        history.answered(KEY, "A", true, 0, 5, REFUSED);
        read(2, 3, FOUND_A);
        assertContradiction(() -> read(1, 2, FOUND_A), "a read from 1 to 2", "only at 3");
    }

    @Test
    void attemptAfterAnotherOpenOneIsNotTheFirst() {
        history.proposed(KEY, "A", 0);
        history.proposed(KEY, "A", 3);
        assertThrows(IllegalArgumentException.class, () -> history.answered(KEY, "A", true, 3, 5, REFUSED));
    }

    // ---- Wrong calls.

    @Test
    void storeIsNotAnsweredAsARead() {
        history.proposed(KEY, "A", 0);
        for (Outcome<String> outcome : List.of(FOUND_A, MISSING, UNAVAILABLE)) {
            assertThrows(IllegalArgumentException.class, () -> history.answered(KEY, "A", true, 0, 1, outcome));
        }
    }

    @Test
    void readIsNotAnsweredAsAStore() {
        for (Outcome<String> outcome : List.of(STORED, TAKEN_BY_A, REFUSED, UNKNOWN)) {
            assertThrows(IllegalArgumentException.class, () -> read(0, 1, outcome));
        }
    }

    @Test
    void nothingEndsBeforeItBegins() {
        assertThrows(IllegalArgumentException.class, () -> read(2, 1, MISSING));
        assertThrows(IllegalArgumentException.class, () -> history.answered(KEY, "A", true, 2, 1, UNKNOWN));
    }
}
