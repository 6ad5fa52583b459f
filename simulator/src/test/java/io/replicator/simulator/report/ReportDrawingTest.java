package io.replicator.simulator.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.simulator.report.Report.Event;
import io.replicator.simulator.report.Report.Point;
import io.replicator.simulator.report.Report.Span;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ReportDrawingTest {

    @Test
    void scaleIsLogarithmicOnlyIfTheRangeAsksForIt() {
        assertFalse(Scale.fitting(DoubleStream.of(1, 15, Double.NaN), 100, 0).isLogarithmic());

        Scale wide = Scale.fitting(DoubleStream.of(0.3, 900, 0), 100, 0);
        assertTrue(wide.isLogarithmic());
        assertEquals(List.of(1.0, 10.0, 100.0, 1000.0), rounded(wide.ticks()));
        assertEquals(100, wide.at(0), 1e-9);
        assertEquals(0, wide.at(1000), 1e-9);
    }

    @Test
    void linearScaleEndsWithARoundValue() {
        Scale scale = Scale.linear(3120, 4, 100, 0);

        assertEquals(List.of(0.0, 1000.0, 2000.0, 3000.0, 4000.0), scale.ticks());
        assertEquals(0, scale.at(4000), 1e-9);
    }

    @Test
    void timeHasStepsThatAreRoundOnAClock() {
        assertEquals(60.0, Scale.time(600, 12, 0, 100).ticks().get(1));
        assertEquals(3600.0, Scale.time(30_000, 12, 0, 100).ticks().get(1));
        assertEquals(0.05, Scale.time(0.5, 12, 0, 100).ticks().get(1), 1e-12);
    }

    @Test
    void thinnedPointsKeepTheWorstPeak() {
        List<Point> points = IntStream.range(0, 2000)
                .mapToObj(i -> new Point(i, 4, 8, 0, i == 7 ? Double.NaN : 1, i == 1234 ? 999 : 2))
                .toList();
        Thinning thinned = Thinning.of(points);

        assertEquals(Thinning.MOST_POINTS, thinned.points().size());
        assertEquals(4, thinned.each());
        assertEquals(
                999,
                thinned.points().stream().mapToDouble(Point::p99Millis).max().orElse(0));
        assertEquals(new Point(5.5, 4, 8, 0, 1, 2), thinned.points().get(1));
    }

    @Test
    void countsFaultsThatOverlap() {
        List<Span> spans = List.of(new Span("a", 1, 4), new Span("b", 2, 3), new Span("c", 3, 3));
        FaultLanes lanes = new FaultLanes(spans, Scale.time(10, 12, 0, 1000), 0, 1000, 10);

        assertEquals(
                List.of(new FaultLanes.Depth(1, 2, 1), new FaultLanes.Depth(2, 3, 2), new FaultLanes.Depth(3, 4, 1)),
                lanes.depths());
    }

    @Test
    void messagesLeaveFromWhatMadeTheirSenderSendThem() {
        Rows rows = new Rows(List.of(
                event(1, 10, 0, -1, 0),
                event(2, 20, 1, -1, 0),
                event(3, 20, 0, -1, 0),
                event(4, 30, 1, 0, 20),
                event(5, 40, 2, 1, 25),
                event(6, 50, 2, 1, 3)));

        assertEquals(rows.middle(2), rows.sent(3));
        assertTrue(rows.sent(4) > rows.middle(2) && rows.sent(4) < rows.middle(3));
        assertTrue(rows.sent(5) < rows.middle(0));
    }

    @Test
    void longWaitsGetRoom() {
        Rows rows = new Rows(
                List.of(event(1, 1, 0, -1, 0), event(2, 2, 0, -1, 0), event(3, 3, 0, -1, 0), event(4, 900, 0, -1, 0)));

        assertEquals(0, rows.wait(2));
        assertEquals(897, rows.wait(3));
        assertEquals(Rows.HEIGHT + Rows.WAIT_HEIGHT, rows.middle(3) - rows.middle(2));
    }

    @Test
    void percentagesNeitherHideTheRareNorRoundUpToAll() {
        assertEquals("< 0.01 %", Numbers.percent(1, 1_000_000));
        assertEquals("> 99.99 %", Numbers.percent(999_999, 1_000_000));
        assertEquals("100 %", Numbers.percent(5, 5));
        assertEquals("0 %", Numbers.percent(0, 5));
        assertEquals(Numbers.NONE, Numbers.percent(0, 0));
    }

    private static List<Double> rounded(List<Double> values) {
        return values.stream().map(v -> Math.rint(v * 1000) / 1000).toList();
    }

    private static Event event(int number, double millis, int lane, int fromLane, double sent) {
        return new Event(number, millis, lane, fromLane < 0 ? "timer" : "receive", "", fromLane, sent);
    }
}
