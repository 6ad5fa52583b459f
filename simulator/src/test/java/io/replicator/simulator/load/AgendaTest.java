package io.replicator.simulator.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import org.junit.jupiter.api.Test;

class AgendaTest {

    private static final List<String> TWO_BY_THREE = List.of("A", "A", "A", "B", "B", "B");
    private static final long SECOND = 1_000_000_000;

    private final FakeTime time = new FakeTime();
    private long omitted;
    private long omittedWait;

    private Agenda agenda(LoadPlan plan) {
        return new Agenda(plan, TWO_BY_THREE, "p.", time, (due, until, count) -> {
            omitted += count;
            omittedWait += (until - due) * count;
        });
    }

    private static Turn next(Agenda agenda, int node) {
        Turn turn = agenda.next(node);
        assertNotNull(turn);
        return turn;
    }

    /** All turns of a schedule, as free clients at every node would take them. */
    private static List<Turn> all(Agenda agenda) {
        List<Turn> turns = new ArrayList<>();
        for (int node = 0; node < TWO_BY_THREE.size(); node++) {
            for (Turn turn = agenda.next(node); turn != null; turn = agenda.next(node)) {
                turns.add(turn);
            }
        }
        return turns;
    }

    @Test
    void operationsAreDueAtTheirRateFromTheBeginning() {
        List<Long> dues = all(agenda(Plans.openLoop(600))).stream()
                .map(Turn::due)
                .sorted()
                .toList();
        assertEquals(600, dues.size());
        for (int i = 0; i < dues.size(); i++) {
            assertEquals(i * (SECOND / 600.0), dues.get(i), 1);
        }
    }

    @Test
    void everyNodeGetsTheSameShareWhoeverAsksFirst() {
        Map<Integer, Integer> counts = new HashMap<>();
        all(agenda(Plans.openLoop(600))).forEach(turn -> counts.merge(turn.node(), 1, Integer::sum));
        assertEquals(Map.of(0, 100, 1, 100, 2, 100, 3, 100, 4, 100, 5, 100), counts);
    }

    /** The times of a node's operations do not change because its clients come late. */
    @Test
    void aNodeThatIsBehindKeepsItsTimes() {
        Agenda agenda = agenda(Plans.openLoop(600));
        Turn first = next(agenda, 3);
        time.pass(SECOND / 2);
        List<Long> later = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            later.add(next(agenda, 3).due());
        }
        for (int i = 0; i < later.size(); i++) {
            assertEquals(first.due() + (i + 1) * (SECOND / 100.0), later.get(i), 2);
        }
    }

    @Test
    void whatWasDueAndNeverBeganIsTold() {
        Agenda agenda = agenda(Plans.openLoop(600));
        for (int i = 0; i < 50; i++) {
            next(agenda, 0);
        }
        time.pass(SECOND);
        assertNull(agenda.next(0));
        agenda.close(SECOND);
        assertEquals(550, omitted);
        // On average, half a second and a little less: node 0 took its own first half.
        assertEquals(550 * 0.477, omittedWait / 1e9, 5);
    }

    @Test
    void whatWasHandedOutAndNotBegunIsTold() {
        Agenda agenda = agenda(Plans.openLoop(6));
        Turn turn = next(agenda, 0);
        agenda.giveBack(turn);
        agenda.close(1);
        assertEquals(1, omitted);
    }

    @Test
    void nothingIsToldOfWhatWasNotDueYetWhenTheLoadWasStopped() {
        Agenda agenda = agenda(Plans.openLoop(600));
        for (int node = 0; node < 6; node++) {
            for (int i = 0; i < 50; i++) {
                next(agenda, node);
            }
        }
        agenda.close(SECOND / 2);
        assertEquals(0, omitted);
    }

    @Test
    void aBacklogOfTheWarmUpIsForgotten() {
        LoadPlan plan = new LoadPlan(
                OptionalDouble.of(600), 12, new KeyChoice.Unique(), 0, 2, 0, 0, 8, 8, Plans.SECOND, Plans.SECOND, 1, 1);
        Agenda agenda = agenda(plan);
        next(agenda, 5);
        time.pass(SECOND);
        assertEquals(SECOND, next(agenda, 0).due());
        assertEquals(600 - 1, all(agenda).size());
    }

    @Test
    void clientsOfAConflictWantOneKeyAtOneTimeThroughDifferentClusters() {
        LoadPlan plan = Plans.of(OptionalDouble.of(6000), new KeyChoice.Unique(), 0.5, 0);
        Map<String, List<Turn>> byKey = new HashMap<>();
        List<Turn> turns = all(agenda(plan));
        turns.forEach(turn ->
                byKey.computeIfAbsent(turn.key(), key -> new ArrayList<>()).add(turn));
        long conflicting = 0;
        for (List<Turn> together : byKey.values()) {
            if (together.size() > 1) {
                conflicting += together.size();
                assertEquals(2, together.size());
                assertEquals(together.getFirst().due(), together.getLast().due());
                assertNotEquals(
                        TWO_BY_THREE.get(together.getFirst().node()),
                        TWO_BY_THREE.get(together.getLast().node()));
            }
        }
        assertEquals(0.5, (double) conflicting / turns.size(), 0.03, "share of the stores");
    }

    @Test
    void readsGetTheirShare() {
        LoadPlan plan = Plans.of(OptionalDouble.of(6000), new KeyChoice.Unique(), 0, 0.3);
        List<Turn> turns = all(agenda(plan));
        long reads =
                turns.stream().filter(turn -> turn.kind() == Turn.Kind.READ).count();
        assertEquals(0.3, (double) reads / turns.size(), 0.02);
    }

    @Test
    void inAClosedLoopAConflictWaitsForTheClientsOfOtherClusters() {
        Agenda agenda = agenda(Plans.closedLoop(1));
        Turn first = next(agenda, 0);
        Set<Turn> others = new HashSet<>();
        for (int node = 3; node < 6; node++) {
            Turn turn = next(agenda, node);
            if (turn.key().equals(first.key())) {
                others.add(turn);
                assertSame(first.gate(), turn.gate());
            }
        }
        assertEquals(1, others.size(), "one client of the other cluster wants the same key");
        assertEquals(Turn.NOW, first.due());
    }

    @Test
    void inAClosedLoopNothingPilesUpForANodeThatIsStuck() {
        Agenda agenda = agenda(Plans.closedLoop(1));
        Map<String, Integer> wanted = new HashMap<>();
        for (int i = 0; i < 1000; i++) {
            wanted.merge(next(agenda, 0).key(), 1, Integer::sum);
        }
        int waiting = 0;
        Set<String> keys = wanted.keySet();
        for (Turn turn = next(agenda, 3); keys.contains(turn.key()); turn = next(agenda, 3)) {
            waiting++;
        }
        assertEquals(2, waiting, "as many as this node has clients");
    }

    @Test
    void theLoadEndsInTime() {
        time.pass(SECOND);
        assertNull(agenda(Plans.closedLoop(0)).next(0));
        assertNull(agenda(Plans.openLoop(10)).next(0));
    }
}
