package io.replicator.simulator.swarm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.engine.model.Key;
import io.replicator.simulator.report.Report;
import io.replicator.simulator.world.TraceEvent;
import io.replicator.simulator.world.TraceEvent.Kind;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class TimelineTest {

    private static final Key KEY = Key.ofClient("k");
    private static final Key OTHER = Key.ofClient("other");
    private static final List<String> NODES = List.of("A0", "A1");

    private static TraceEvent at(long time, Kind kind, int node, @Nullable Key key, String text) {
        return new TraceEvent(time, kind, node, -1, 0, key, false, text);
    }

    private static TraceEvent message(Kind kind, long time, @Nullable Key key, boolean routine, String text) {
        return new TraceEvent(time, kind, 1, 0, time - 250, key, routine, text);
    }

    private static final List<TraceEvent> TRACE = List.of(
            at(0, Kind.START, 0, null, "A0  starts"),
            at(100_000, Kind.CALL, 0, KEY, "A0  a client stores 'k'"),
            at(100_010, Kind.CALL, 0, OTHER, "A0  a client stores 'other'"),
            at(100_200, Kind.SYNC, 0, null, "A0  has entries up to 1"),
            message(Kind.RECEIVE, 100_250, KEY, false, "A1  Propose"),
            message(Kind.RECEIVE, 100_260, OTHER, false, "A1  Propose"),
            message(Kind.RECEIVE, 100_300, null, true, "A1  Digest"),
            message(Kind.LOSE, 100_400, KEY, false, "A1  Commit is lost"),
            at(100_500, Kind.FAULT, -1, null, "A1 is paused, for 1.0 ms"),
            new TraceEvent(100_600, Kind.NOTE, 0, -1, 0, null, true, "A0  loses its session"),
            at(100_700, Kind.NOTE, 0, null, "A0  a sync failed: the process ends"),
            at(100_800, Kind.ANSWER, 0, KEY, "A0  answers"),
            at(100_900, Kind.BREAK, -1, KEY, "one-value-per-key: two"));

    @Test
    void tellsWhatConcernsTheKeyInNumberedLines() {
        List<String> text = Timeline.of(NODES, TRACE, KEY).text();
        assertEquals(
                List.of(
                        "   1        0.000 ms  start    A0  starts",
                        "   2      100.000 ms  call     A0  a client stores 'k'",
                        "   3      100.250 ms  receive  A1  Propose",
                        "   4      100.400 ms  lose     A1  Commit is lost",
                        "   5      100.500 ms  fault    A1 is paused, for 1.0 ms",
                        "   6      100.700 ms  note     A0  a sync failed: the process ends",
                        "   7      100.800 ms  answer   A0  answers",
                        "   8      100.900 ms  break    one-value-per-key: two",
                        "(left out: 2 events of other keys, 1 sync, 1 message that compares what nodes have,"
                                + " 1 end of a session)"),
                text);
    }

    @Test
    void tellsOfAllKeysIfItConcernsNoneInParticular() {
        List<String> text = Timeline.of(NODES, TRACE, null).text();
        assertEquals(11, text.size());
        assertEquals(2, text.stream().filter(line -> line.endsWith("Propose")).count());
    }

    @Test
    void theLastLinesKeepTheirNumbers() {
        List<String> text = Timeline.of(NODES, TRACE, KEY).text(2);
        assertEquals("(6 earlier lines)", text.getFirst());
        assertTrue(text.get(1).startsWith("   7 "), text.get(1));
        assertEquals(4, text.size());
    }

    @Test
    void endsWithTheBreakHoweverLongItIs() {
        List<TraceEvent> trace = new ArrayList<>(Collections.nCopies(5_000, TRACE.get(1)));
        trace.add(TRACE.getLast());
        Timeline timeline = Timeline.of(NODES, trace, KEY);
        assertEquals(Timeline.MOST_LINES + 1, timeline.text().size());
        assertTrue(timeline.text().get(Timeline.MOST_LINES - 1).contains("break"));
        assertEquals("left out: 4001 earlier events", timeline.leftOut());
    }

    @Test
    void saysNothingOfWhatIsLeftOutIfNothingIs() {
        Timeline timeline = Timeline.of(NODES, List.of(TRACE.getFirst()), KEY);
        assertEquals(1, timeline.text().size());
        assertEquals("", timeline.leftOut());
    }

    @Test
    void clientsHaveALaneOfTheirOwnAndFaultsHaveNone() {
        Report.Failure failure =
                Timeline.of(NODES, TRACE, KEY).failure("one-value-per-key", "two", List.of("48 faults -> 1"));
        assertEquals(List.of("clients", "A0", "A1"), failure.lanes());
        assertEquals("48 faults -> 1", failure.summary().getFirst());
        assertTrue(failure.summary().getLast().startsWith("left out: "));
        assertEquals(
                List.of(
                        new Report.Event(1, 0, 1, "start", "A0  starts", -1, 0),
                        new Report.Event(2, 100, 1, "call", "A0  a client stores 'k'", 0, 100),
                        new Report.Event(3, 100.25, 2, "receive", "A1  Propose", 1, 100),
                        new Report.Event(4, 100.4, 2, "lose", "A1  Commit is lost", 1, 100.15),
                        new Report.Event(5, 100.5, -1, "fault", "A1 is paused, for 1.0 ms", -1, 100.5),
                        new Report.Event(6, 100.7, 1, "note", "A0  a sync failed: the process ends", -1, 100.7),
                        new Report.Event(7, 100.8, 0, "answer", "A0  answers", 1, 100.8),
                        new Report.Event(8, 100.9, -1, "break", "one-value-per-key: two", -1, 100.9)),
                failure.events());
    }

    @Test
    void aRecordedRunHasATimelineOfTheKeyThatBroke() {
        Verdict recorded = new PlantedTrial(_ -> true).run(Draw.plan(3, SwarmSettings.ANY), true);
        List<String> text = Timeline.of(recorded).text();
        assertTrue(text.get(text.size() - 2).contains(PlantedTrial.WHAT));
        assertTrue(text.stream().anyMatch(line -> line.contains("'key-0'")));
        assertTrue(text.stream().noneMatch(line -> line.contains("'key-1'") || line.contains("Digest")));
    }
}
