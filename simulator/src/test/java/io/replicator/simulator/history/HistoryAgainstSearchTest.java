package io.replicator.simulator.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.simulator.history.Outcome.Found;
import io.replicator.simulator.history.Outcome.Missing;
import io.replicator.simulator.history.Outcome.Stored;
import io.replicator.simulator.history.Outcome.Unknown;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The closed form says of small histories what a search through all orders of the operations says. */
class HistoryAgainstSearchTest {

    private static final int SEEDS = Integer.getInteger("seeds", 100_000);
    private static final long FIRST = Long.getLong("firstSeed", 1);

    private static final String KEY = "apple";

    /** Something that a history is told, and when. */
    private record Fact(long time, boolean isBeginning, Operation operation) {
        void tell(History<String, String> history) {
            String proposal = operation.stored();
            Outcome<String> outcome = operation.outcome();
            if (isBeginning) {
                if (proposal != null) {
                    history.proposed(KEY, proposal, operation.begin());
                }
            } else if (outcome != null && proposal == null) {
                history.read(KEY, operation.begin(), operation.end(), outcome);
            } else if (outcome != null && proposal != null) {
                history.answered(KEY, proposal, operation.first(), operation.begin(), operation.end(), outcome);
            }
        }
    }

    @Test
    void agreesWithTheSearchWhenToldAsItHappens() {
        // At equal times beginnings first: equal times are concurrent.
        compare((facts, _) -> facts.sort(
                Comparator.comparingLong(Fact::time).thenComparing(Fact::isBeginning, Comparator.reverseOrder())));
    }

    @Test
    void agreesWithTheSearchWhenAnswersAreToldInAnyOrder() {
        compare((facts, random) -> {
            Collections.shuffle(facts, random);
            facts.sort(Comparator.comparing(Fact::isBeginning, Comparator.reverseOrder()));
        });
    }

    private interface Order {
        void arrange(List<Fact> facts, Random random);
    }

    private static void compare(Order order) {
        int linearizable = 0;
        for (long seed = FIRST; seed < FIRST + SEEDS; seed++) {
            List<Operation> operations = new RandomOperations(seed).draw();
            List<Fact> facts = new ArrayList<>();
            for (Operation operation : operations) {
                facts.add(new Fact(operation.begin(), true, operation));
                facts.add(new Fact(operation.end(), false, operation));
            }
            order.arrange(facts, new Random(seed));
            boolean expected = LinearizabilitySearch.isLinearizable(operations);
            assertEquals(
                    expected,
                    isAccepted(facts),
                    "seed " + seed + ", repeat with -DfirstSeed=" + seed + " -Dseeds=1: " + operations);
            linearizable += expected ? 1 : 0;
        }
        if (SEEDS >= 1000) {
            assertTrue(linearizable > SEEDS / 5, "only " + linearizable + " of " + SEEDS + " were linearizable");
            assertTrue(linearizable < SEEDS - SEEDS / 5, linearizable + " of " + SEEDS + " were linearizable");
        }
    }

    private static boolean isAccepted(List<Fact> facts) {
        History<String, String> history = new History<>();
        try {
            facts.forEach(fact -> fact.tell(history));
            return true;
        } catch (Contradiction contradiction) {
            return false;
        }
    }

    // ---- The search itself, where the answer is plain.

    @Test
    void searchFindsAnOrder() {
        assertTrue(LinearizabilitySearch.isLinearizable(List.of(
                new Operation("A", true, 0, 5, new Unknown<>()),
                new Operation(null, false, 6, 8, new Found<>("A")),
                new Operation(null, false, 7, 9, new Missing<>()))));
    }

    @Test
    void searchSeesThatThereIsNone() {
        assertFalse(LinearizabilitySearch.isLinearizable(List.of(
                new Operation("A", true, 0, 5, new Stored<>()), new Operation(null, false, 6, 8, new Missing<>()))));
    }
}
