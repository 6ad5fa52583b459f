package io.replicator.simulator.report;

import io.replicator.simulator.report.Report.Latency;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * Latency by percentile. Each step to the right leaves a tenth of the operations above it, since it is the slow ones that
 * are of interest.
 */
final class PercentileCurve {

    private static final double WIDTH = 520;
    private static final double LEFT = 52;
    private static final double RIGHT = WIDTH - 62;
    private static final double TOP = 56;
    private static final double BOTTOM = 246;
    private static final double HEIGHT = 278;
    private static final double FONT = 11.5;
    /** Below the title: a load has as many lines as there are marks. */
    private static final double LEGEND = 38;

    /** Where the percentiles of {@link Latency} stand, in steps of a tenth; the largest value comes last. */
    private static final double[] PLACES = {0.301, 1, 2, 3, 3.8};

    private static final String[] NAMES = {"50 %", "90 %", "99 %", "99.9 %", "max"};

    /** Told apart by shape as well as by colour. */
    private static final String[] MARKS = {
        "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z", "m-3.5-3.5h7v7h-7z", "m0-5l5 8.5h-10z", "m0-5l5 5l-5 5l-5-5z"
    };

    private final List<Latency> latencies;
    private final Scale scale;

    PercentileCurve(List<Latency> latencies) {
        this.latencies = latencies.stream()
                .filter(latency -> DoubleStream.of(values(latency)).anyMatch(Double::isFinite))
                .limit(MARKS.length)
                .toList();
        this.scale = Scale.fitting(
                this.latencies.stream().flatMapToDouble(latency -> DoubleStream.of(values(latency))), BOTTOM, TOP);
    }

    private static double[] values(Latency latency) {
        return new double[] {latency.p50(), latency.p90(), latency.p99(), latency.p999(), latency.max()};
    }

    boolean isEmpty() {
        return latencies.isEmpty();
    }

    Element draw() {
        Element picture = Svg.picture(
                WIDTH,
                HEIGHT,
                "Latency by percentile",
                "The same figures as in the table, as a line for each operation");
        picture.add(Svg.text(0, 16, "ms by percentile" + (scale.isLogarithmic() ? " (logarithmic)" : ""), "name"));
        for (double tick : scale.ticks()) {
            double y = scale.at(tick);
            picture.add(Svg.line(LEFT, y, RIGHT, y, "grid"), Svg.text(LEFT - 8, y + 4, scale.label(tick), "end"));
        }
        for (int i = 0; i < PLACES.length; i++) {
            double x = x(i);
            picture.add(Svg.line(x, TOP, x, BOTTOM + 5, "grid"), Svg.text(x, BOTTOM + 20, NAMES[i], "middle"));
        }
        picture.add(Svg.line(LEFT, BOTTOM, RIGHT, BOTTOM, "base"));
        double legend = RIGHT + 62;
        for (int i = latencies.size() - 1; i >= 0; i--) {
            picture.add(curve(i));
            String name = name(i);
            legend -= Labels.width(name, FONT);
            picture.add(
                    Svg.text(legend, LEGEND, name, "label"),
                    Svg.path(Svg.step('M', legend - 11, LEGEND - 4) + MARKS[i], "mark series" + i));
            legend -= 32;
        }
        return picture;
    }

    private String name(int index) {
        return Labels.cut(OutcomeBars.heading(latencies.get(index).operation()), 24);
    }

    private static double x(int percentile) {
        return LEFT + (RIGHT - LEFT) * PLACES[percentile] / PLACES[PLACES.length - 1];
    }

    private Element curve(int index) {
        double[] values = values(latencies.get(index));
        Element curve = Element.of("g");
        StringBuilder line = new StringBuilder();
        StringBuilder marks = new StringBuilder();
        for (int i = 0; i < values.length; i++) {
            if (Double.isFinite(values[i])) {
                line.append(Svg.step(line.isEmpty() ? 'M' : 'L', x(i), scale.at(values[i])));
                marks.append(Svg.step('M', x(i), scale.at(values[i]))).append(MARKS[index]);
            }
        }
        return curve.add(
                Svg.path(line.toString(), "line series" + index), Svg.path(marks.toString(), "mark series" + index));
    }
}
