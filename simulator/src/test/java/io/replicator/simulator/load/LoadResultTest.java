package io.replicator.simulator.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.simulator.history.Outcome;
import io.replicator.simulator.report.Report;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is said of a load. */
class LoadResultTest {

    private static final long MILLI = 1_000_000;
    private static final List<Target> TARGETS =
            List.of(new Target(URI.create("http://a:1"), "P1", "A"), new Target(URI.create("http://b:2"), "P2", "B"));

    private final Witness witness = new Witness(() -> {});
    private final Meter meter = new Meter(0);
    private final Unknowns unknowns = new Unknowns();

    private void store(String key, String txId, int node, long begin, long end) {
        witness.proposes(key, txId, begin);
        Answers.Reading reading = new Answers.Reading(Answer.STORED, new Outcome.Stored<>());
        witness.stored(key, txId, true, node, begin, end, reading);
        meter.ended(Turn.Kind.STORE, Answer.STORED, begin, end);
    }

    private static FinalCheck.Result check(long unread, long open, List<Target> away) {
        return new FinalCheck.Result(0, 0, 0, 1, 1, 1, 2, 2, unread, 2, 0, open, away);
    }

    private LoadResult result(LoadPlan plan, FinalCheck.@Nullable Result check) {
        return result(plan, new Disturbance.Account(List.of(), List.of(), ""), check);
    }

    private LoadResult result(LoadPlan plan, Disturbance.Account wrong, FinalCheck.@Nullable Result check) {
        return result(plan, wrong, Load.Absence.ALLOWED, check);
    }

    private LoadResult result(
            LoadPlan plan, Disturbance.Account wrong, Load.Absence absence, FinalCheck.@Nullable Result check) {
        meter.look(1000 * MILLI);
        return new LoadResult(
                plan,
                TARGETS,
                List.of(),
                plan.end(),
                meter,
                witness,
                unknowns,
                witness.history().contended(10),
                List.of(List.of(new NodeWatch.Outage(100 * MILLI, 200 * MILLI)), List.of()),
                wrong,
                absence,
                check);
    }

    private static Report.Check named(Report report, Promise promise) {
        return report.checks().stream()
                .filter(check -> check.property().equals(promise.text()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatWasDoneToTheNodesIsOnTheAxisOfTheCourse() {
        LoadPlan plan = Plans.openLoop(10);
        double warmUp = plan.warmUp().toMillis() / 1e3;
        Disturbance.Account wrong = new Disturbance.Account(
                List.of(new Report.Span("killed: a1", warmUp + 2, warmUp + 3)),
                List.of(new Report.Fact("Faults", "1")),
                "");
        Report report = result(plan, wrong, check(0, 0, List.of())).report("replicator load");
        assertTrue(report.verdict().kept());
        assertTrue(report.facts().contains(new Report.Fact("Faults", "1")));
        assertNotNull(report.course());
        assertEquals(
                new Report.Span("killed: a1", 2, 3), report.course().faults().getFirst());
    }

    @Test
    void nodesThatDidNotRecoverAreNoSuccess() {
        Disturbance.Account wrong =
                new Disturbance.Account(List.of(), List.of(), "although all is healed, a1 is not ready");
        LoadResult result = result(Plans.openLoop(10), wrong, check(0, 0, List.of()));
        assertFalse(result.kept());
        assertEquals(
                "Not verified: although all is healed, a1 is not ready.",
                result.report("replicator load").verdict().sentence());
    }

    @Test
    void aLoadWithoutAContradictionKeptAllPromises() {
        store("k", "t1", 0, MILLI, 3 * MILLI);
        LoadResult result = result(Plans.openLoop(10), check(0, 0, List.of()));
        assertTrue(result.kept());
        Report report = result.report("replicator load");
        assertTrue(
                report.verdict().sentence().startsWith("All promises were kept"),
                report.verdict().sentence());
        assertNull(report.failure());
        assertTrue(report.checks().stream().allMatch(Report.Check::held));
        assertEquals(List.of(new Report.Share("store", "stored (201)", 1)), report.outcomes());
        assertEquals(2, report.latencies().getFirst().p50(), 0.01);
        assertNotNull(report.course());
        assertEquals(
                List.of(new Report.Span("a:1 does not answer", 0.1, 0.2)),
                report.course().faults());
    }

    @Test
    void aContradictionIsToldWithWhatWasSeenOfItsKey() {
        store("other", "t0", 0, MILLI, 2 * MILLI);
        store("k", "t1", 0, 2 * MILLI, 4 * MILLI);
        store("k", "t2", 1, 3 * MILLI, 5 * MILLI);
        LoadResult result = result(Plans.openLoop(10), null);
        assertFalse(result.kept());
        Report report = result.report("replicator load");
        assertFalse(report.verdict().kept());
        assertTrue(
                report.verdict().sentence().contains("key k "), report.verdict().sentence());
        assertFalse(named(report, Promise.ONE_REGISTER).held());
        assertTrue(named(report, Promise.HONEST_ANSWERS).held());
        Report late = result(Plans.openLoop(10), check(0, 0, List.of())).report("replicator load");
        assertFalse(named(late, Promise.ONE_WINNER).held(), "two winners are not one");
        assertTrue(named(late, Promise.NO_RESERVATION).held());
        Report.Failure failure = report.failure();
        assertNotNull(failure);
        assertEquals(List.of("a:1", "b:2"), failure.lanes());
        assertEquals(
                List.of(
                        "call store t1",
                        "call store t2",
                        "answer store t1: stored (201)",
                        "answer store t2: stored (201)"),
                failure.events().subList(0, 4).stream()
                        .map(event -> event.kind() + " " + event.text())
                        .toList());
        assertEquals("break", failure.events().getLast().kind());
        assertEquals(5, failure.events().size());
        assertEquals(2, report.contention().getFirst().proposals());
    }

    @Test
    void whatCouldNotBeCheckedIsNoSuccess() {
        LoadPlan plan = Plans.openLoop(10);
        assertFalse(result(plan, check(3, 0, List.of())).kept());
        assertFalse(result(plan, check(0, 1, List.of())).kept());
        assertFalse(result(plan, check(0, 0, TARGETS)).kept());
        assertTrue(result(plan, check(0, 0, TARGETS.subList(0, 1))).kept(), "the other node told");
        LoadResult own = result(
                plan,
                new Disturbance.Account(List.of(), List.of(), ""),
                Load.Absence.FAILURE,
                check(0, 0, TARGETS.subList(0, 1)));
        assertFalse(own.kept(), "a node of one's own that nobody ended has failed");
        assertEquals(
                "Not verified: not there any more when the load was over: a:1.",
                own.report("").verdict().sentence());
        String sentence =
                result(plan, check(0, 1, List.of())).report("").verdict().sentence();
        assertTrue(sentence.startsWith("Not verified: the outcome of 1 store"), sentence);
    }

    /** Each client asked ten times a second; a stall of a second hid nine requests. */
    @Test
    void aClosedLoopHasCorrectedLinesBesides() {
        LoadPlan plan = Plans.closedLoop(0);
        int clients = plan.connections();
        for (int i = 0; i < 10 * clients - 1; i++) {
            meter.ended(Turn.Kind.STORE, Answer.STORED, 0, MILLI);
        }
        meter.ended(Turn.Kind.STORE, Answer.STORED, 0, 1000 * MILLI);
        List<Report.Latency> lines =
                result(plan, check(0, 0, List.of())).report("").latencies();
        assertEquals(
                List.of("store", "store: stored", "store, corrected"),
                lines.stream().map(Report.Latency::operation).toList());
        assertEquals(lines.getFirst().count() + 9, lines.getLast().count());
    }
}
