package io.replicator.simulator.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.simulator.history.Contest;
import java.time.Duration;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Hundreds of clients that want the same keys at once, through clusters of real nodes in this JVM. */
class LoadedNetworksIT {

    private static final int CLIENTS = 240;
    private static final int VALUES = 1 << 20;

    private static LoadPlan plan(Duration duration) {
        return new LoadPlan(
                OptionalDouble.empty(),
                CLIENTS,
                new KeyChoice.Hot(6, 0.7, CLIENTS / 2),
                0.3,
                4,
                0.2,
                0.01,
                8,
                512,
                Duration.ZERO,
                duration,
                2000,
                20261126);
    }

    private static String described(LoadResult result) {
        return result.report("test").toString();
    }

    @ParameterizedTest(name = "{0} x {1} nodes")
    @CsvSource({"2, 3", "3, 3", "4, 3"})
    void oneClientWinsEachKeyAllNodesAgreeAndNoReservationIsLeft(int clusters, int nodesEach) throws Exception {
        InProcessNetwork.Shape shape = new InProcessNetwork.Shape(clusters, nodesEach, VALUES);
        try (InProcessNetwork network = InProcessNetwork.start(shape, null, () -> false)) {
            LoadResult result = new Load(
                            plan(Duration.ofSeconds(5)),
                            network.awaitReady(),
                            Disturbance.NONE,
                            Load.Absence.FAILURE,
                            Progress.NONE)
                    .run();
            assertTrue(result.kept(), () -> described(result));
            FinalCheck.Result check = result.check();
            assertNotNull(check);
            assertTrue(check.contended() > 0 && check.winners() == check.contendedChecked(), () -> described(result));
            assertEquals(0, check.open());
            assertEquals(0, check.unread());
            assertTrue(check.away().isEmpty());
            long questions = (check.contendedChecked() + check.takenChecked()) * clusters * nodesEach;
            assertEquals((long) clusters * nodesEach, check.lists(), "every list held all keys that somebody has");
            assertTrue(check.listed() >= check.takenChecked() + check.winners(), () -> described(result));
            assertEquals(questions, check.reads(), "every key was read at every node");
            assertTrue(check.reservations() >= questions, "every key was found free of reservations at every node");
            for (Contest<String, String> contest : result.contests()) {
                assertNotNull(contest.winner(), contest::toString);
                assertTrue(contest.stores() > 1, contest::toString);
            }
            assertTrue(result.count(Turn.Kind.STORE, Answer.KEY_EXISTS) > 0, () -> described(result));
            System.out.println(clusters + " x " + nodesEach + ": "
                    + result.report("test").verdict().sentence() + " " + check);
        }
    }

    /** One node is stopped in the middle: its clients are refused, everybody else goes on, and nothing is lost. */
    @Test
    void nothingIsLostWhenANodeStopsUnderLoad() throws Exception {
        InProcessNetwork.Shape shape = new InProcessNetwork.Shape(2, 3, VALUES);
        try (InProcessNetwork network = InProcessNetwork.start(shape, null, () -> false)) {
            Progress stopsOne = new Progress() {
                private boolean stopped;

                @Override
                public void loading(double seconds, double of, io.replicator.simulator.report.Report.Point latest) {
                    if (!stopped) {
                        stopped = true;
                        network.node(4).close();
                    }
                }

                @Override
                public void checking(String what, long done, long of) {}
            };
            LoadResult result = new Load(
                            plan(Duration.ofSeconds(6)),
                            network.awaitReady(),
                            Disturbance.NONE,
                            Load.Absence.ALLOWED,
                            stopsOne)
                    .run();
            assertTrue(result.kept(), () -> described(result));
            FinalCheck.Result check = result.check();
            assertNotNull(check);
            assertEquals(1, check.away().size());
            assertTrue(result.count(Turn.Kind.STORE, Answer.NOT_CONNECTED) > 0, () -> described(result));
        }
    }
}
