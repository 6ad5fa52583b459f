package io.replicator.simulator.report;

import io.replicator.simulator.report.Report.Course;
import io.replicator.simulator.report.Report.Point;
import io.replicator.simulator.report.Report.Span;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;

/**
 * What happened over time: throughput, latency and faults, one above the other on one axis of time, so that a fault and
 * what it did stand below each other.
 */
final class CourseChart {

    private static final double WIDTH = 1080;
    private static final double LEFT = 62;
    private static final double RIGHT = WIDTH - 14;
    private static final double HEAD = 30;
    private static final double PLOT = 172;
    private static final double BETWEEN = 22;
    private static final double AXIS = 34;

    /** More of them overlapping are shaded no darker. */
    private static final int MOST_SHADES = 4;

    /** So many lines would hide the charts, unless they are faint. */
    private static final int MANY_MOMENTS = 25;

    private static final int SECONDS_IN_MINUTE = 60;
    private static final int MINUTES_IN_HOUR = 60;

    /** A line of a chart. */
    private record Series(String name, String kind, ToDoubleFunction<Point> value) {}

    private static final List<Series> RATES = List.of(
            new Series("stores", "stores", Point::storesPerSecond),
            new Series("reads", "reads", Point::readsPerSecond),
            new Series("failures", "failures", Point::failuresPerSecond));

    private static final List<Series> LATENCIES = List.of(
            new Series("median", "p50", Point::p50Millis), new Series("99th percentile", "p99", Point::p99Millis));

    private final Course course;
    private final Thinning thinned;
    private final List<Point> points;
    private final Scale time;
    private final FaultLanes faults;
    private final double end;

    CourseChart(Course course) {
        this.course = course;
        this.thinned = Thinning.of(course.points());
        this.points = thinned.points();
        this.end = Math.max(
                positive(course.seconds()),
                points.stream().mapToDouble(p -> positive(p.second())).max().orElse(0));
        this.time = Scale.time(end > 0 ? end : 1, 12, LEFT, RIGHT);
        this.faults = new FaultLanes(course.faults(), time, LEFT, RIGHT, end);
    }

    private static double positive(double value) {
        return value > 0 && Double.isFinite(value) ? value : 0;
    }

    boolean isEmpty() {
        return points.isEmpty() && course.faults().isEmpty();
    }

    Element section() {
        Element section = Html.section("course", "Over time")
                .add(Html.note(caption()))
                .add(Html.scrolling("Throughput, latency and faults over time", picture()));
        // A script shows here what the pointer is at; without one, the browser's own hints do.
        section.add(Element.of("p").as("readout").set("id", "readout").set("aria-hidden", "true"));
        return course.faults().isEmpty() ? section : section.add(faults.table());
    }

    private String caption() {
        String faultWords = course.faults().isEmpty()
                ? "No faults."
                : Numbers.count(course.faults().size(), "fault", "faults") + ": shaded while "
                        + (course.faults().size() == 1 ? "it lasts" : "they last") + ", and " + faults.shownHow()
                        + " below the charts.";
        return (points.isEmpty() ? "" : thinned.inWords() + " ") + faultWords;
    }

    private Element picture() {
        boolean charts = !points.isEmpty();
        double firstTop = HEAD;
        double secondTop = firstTop + PLOT + BETWEEN + HEAD;
        double axis = charts ? secondTop + PLOT : 4;
        double lanesTop = axis + AXIS;
        double height = lanesTop + faults.height();
        Element picture = Svg.picture(WIDTH, height, "Course of the run", description());
        if (charts) {
            picture.add(timeLines(firstTop, PLOT), timeLines(secondTop, PLOT));
        }
        picture.add(timeAxis(axis));
        if (!course.faults().isEmpty()) {
            picture.add(timeLines(lanesTop - 6, faults.height() + 6));
        }
        if (charts) {
            picture.add(
                    shades(firstTop, PLOT),
                    shades(secondTop, PLOT),
                    rateChart(firstTop),
                    latencyChart(secondTop),
                    moments(firstTop, secondTop),
                    slots(firstTop, axis));
        }
        return picture.add(faults.draw(lanesTop));
    }

    private String description() {
        return "Charts of throughput and latency over " + Numbers.seconds(end) + ", with "
                + Numbers.count(course.faults().size(), "fault", "faults") + " on the same axis of time";
    }

    private Element timeLines(double top, double height) {
        Element lines = Svg.group("lines");
        for (double tick : time.ticks()) {
            double x = time.at(tick);
            lines.add(Svg.line(x, top, x, top + height, "grid"));
        }
        return lines;
    }

    private Element timeAxis(double y) {
        Element axis = Svg.group("axis");
        for (double tick : time.ticks()) {
            double x = time.at(tick);
            axis.add(
                    Svg.line(x, y, x, y + 5, "base"),
                    Svg.text(x, y + 19, timeLabel(tick), x > RIGHT - 16 ? "end" : "middle"));
        }
        return axis;
    }

    private String timeLabel(double seconds) {
        if (end < 3 * SECONDS_IN_MINUTE) {
            return time.label(seconds) + " s";
        }
        long whole = Math.round(seconds);
        long minutes = whole / SECONDS_IN_MINUTE;
        return minutes < 3 * MINUTES_IN_HOUR
                ? "%d:%02d min".formatted(minutes, whole % SECONDS_IN_MINUTE)
                : "%d:%02d h".formatted(minutes / MINUTES_IN_HOUR, minutes % MINUTES_IN_HOUR);
    }

    private Element shades(double top, double height) {
        Element shades = Svg.group("shades");
        for (FaultLanes.Depth depth : faults.depths()) {
            double x = time.at(depth.from());
            shades.add(
                    Svg.rect(x, top, time.at(depth.to()) - x, height, "shade" + Math.min(depth.count(), MOST_SHADES)));
        }
        return shades;
    }

    /** What took no time is a line through both charts. */
    private Element moments(double firstTop, double secondTop) {
        long count = course.faults().stream()
                .filter(span -> span.from() == span.to())
                .count();
        Element moments = Svg.group(count > MANY_MOMENTS ? "moments many" : "moments");
        for (Span span : course.faults()) {
            if (span.from() == span.to()) {
                double x = time.at(Math.clamp(span.from(), 0, end));
                moments.add(
                        Svg.line(x, firstTop, x, firstTop + PLOT, "moment"),
                        Svg.line(x, secondTop, x, secondTop + PLOT, "moment"));
            }
        }
        return moments;
    }

    private Element rateChart(double top) {
        List<Series> shown = RATES.stream()
                .filter(series -> points.stream().anyMatch(p -> series.value().applyAsDouble(p) > 0))
                .toList();
        double most = shown.stream()
                .flatMapToDouble(series -> points.stream().mapToDouble(series.value()))
                .filter(Double::isFinite)
                .max()
                .orElse(1);
        Scale scale = Scale.linear(most, 4, top + PLOT, top);
        Element chart = frame("Throughput, operations per second", scale, top, shown);
        for (Series series : shown) {
            if (series.kind().equals("failures")) {
                chart.add(Svg.path(area(scale, p -> 0, series.value()), "area-" + series.kind()));
            }
            chart.add(Svg.path(line(scale, series.value()), "line " + series.kind()));
        }
        return chart;
    }

    private Element latencyChart(double top) {
        DoubleStream values = points.stream().flatMapToDouble(p -> DoubleStream.of(p.p50Millis(), p.p99Millis()));
        Scale scale = Scale.fitting(values, top + PLOT, top);
        String name = "Latency, ms" + (scale.isLogarithmic() ? " (logarithmic)" : "");
        Element chart = frame(name, scale, top, LATENCIES);
        chart.add(Svg.path(area(scale, Point::p50Millis, Point::p99Millis), "area-p99"));
        for (Series series : LATENCIES.reversed()) {
            chart.add(Svg.path(line(scale, series.value()), "line " + series.kind()));
        }
        return chart;
    }

    private Element frame(String name, Scale scale, double top, List<Series> legend) {
        Element chart = Svg.group("chart").add(Svg.text(0, top - 14, name, "name"));
        for (double tick : scale.ticks()) {
            double y = scale.at(tick);
            chart.add(Svg.line(LEFT, y, RIGHT, y, "grid"), Svg.text(LEFT - 8, y + 4, scale.label(tick), "end"));
        }
        chart.add(Svg.line(LEFT, top + PLOT, RIGHT, top + PLOT, "base"));
        double x = RIGHT;
        for (Series series : legend.reversed()) {
            x -= Labels.width(series.name(), 11.5);
            chart.add(
                    Svg.text(x, top - 14, series.name(), "label"),
                    Svg.line(x - 24, top - 18, x - 6, top - 18, "line key " + series.kind()));
            x -= 44;
        }
        return chart;
    }

    private String line(Scale scale, ToDoubleFunction<Point> value) {
        StringBuilder data = new StringBuilder();
        boolean drawing = false;
        for (Point point : points) {
            double y = value.applyAsDouble(point);
            if (!Double.isFinite(y)) {
                drawing = false;
                continue;
            }
            data.append(Svg.step(drawing ? 'L' : 'M', time.at(point.second()), scale.at(y)));
            if (!drawing) {
                // A point between two gaps is seen too: as the round end of a line without length.
                data.append("h0");
            }
            drawing = true;
        }
        return data.toString();
    }

    private String area(Scale scale, ToDoubleFunction<Point> low, ToDoubleFunction<Point> high) {
        StringBuilder data = new StringBuilder();
        List<Point> run = new ArrayList<>();
        for (Point point : points) {
            if (Double.isFinite(low.applyAsDouble(point)) && Double.isFinite(high.applyAsDouble(point))) {
                run.add(point);
            } else {
                closeArea(data, run, scale, low, high);
            }
        }
        closeArea(data, run, scale, low, high);
        return data.toString();
    }

    private void closeArea(
            StringBuilder data,
            List<Point> run,
            Scale scale,
            ToDoubleFunction<Point> low,
            ToDoubleFunction<Point> high) {
        Stream<double[]> there =
                run.stream().map(p -> new double[] {time.at(p.second()), scale.at(high.applyAsDouble(p))});
        Stream<double[]> back =
                run.reversed().stream().map(p -> new double[] {time.at(p.second()), scale.at(low.applyAsDouble(p))});
        List<double[]> around = Stream.concat(there, back).toList();
        for (int i = 0; i < around.size(); i++) {
            data.append(Svg.step(i == 0 ? 'M' : 'L', around.get(i)));
        }
        data.append(run.isEmpty() ? "" : "z");
        run.clear();
    }

    /** A narrow strip for each point, which says its figures when the pointer rests on it. */
    private Element slots(double top, double bottom) {
        Element slots = Svg.group("slots");
        for (int i = 0; i < points.size(); i++) {
            double here = time.at(points.get(i).second());
            double from = i == 0 ? LEFT : (here + time.at(points.get(i - 1).second())) / 2;
            double to = i == points.size() - 1
                    ? RIGHT
                    : (here + time.at(points.get(i + 1).second())) / 2;
            slots.add(Svg.rect(from, top, to - from, bottom - top, "slot").add(Svg.title(inWords(points.get(i)))));
        }
        return slots;
    }

    private static String inWords(Point point) {
        return "At " + Numbers.seconds(point.second()) + ": stores " + Numbers.rate(point.storesPerSecond())
                + ", reads " + Numbers.rate(point.readsPerSecond()) + ", failures "
                + Numbers.rate(point.failuresPerSecond()) + "; median " + Numbers.millis(point.p50Millis())
                + ", 99th percentile " + Numbers.millis(point.p99Millis());
    }
}
