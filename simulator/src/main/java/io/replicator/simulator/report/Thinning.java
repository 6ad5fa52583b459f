package io.replicator.simulator.report;

import io.replicator.simulator.report.Report.Point;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;

/**
 * As many points as an eye can tell apart. Neighbours are joined: rates and medians by their mean, the 99th percentile by
 * the worst, so that no peak is lost.
 *
 * @param each how many intervals became one point
 */
record Thinning(List<Point> points, int each) {

    static final int MOST_POINTS = 500;

    static Thinning of(List<Point> points) {
        List<Point> usable =
                points.stream().filter(p -> Double.isFinite(p.second())).toList();
        int each = Math.max(1, Math.ceilDiv(usable.size(), MOST_POINTS));
        if (each == 1) {
            return new Thinning(usable, 1);
        }
        List<Point> joined = new ArrayList<>();
        for (int i = 0; i < usable.size(); i += each) {
            joined.add(join(usable.subList(i, Math.min(i + each, usable.size()))));
        }
        return new Thinning(List.copyOf(joined), each);
    }

    private static Point join(List<Point> points) {
        return new Point(
                mean(points, Point::second),
                mean(points, Point::storesPerSecond),
                mean(points, Point::readsPerSecond),
                mean(points, Point::failuresPerSecond),
                mean(points, Point::p50Millis),
                points.stream()
                        .mapToDouble(Point::p99Millis)
                        .filter(Double::isFinite)
                        .max()
                        .orElse(Double.NaN));
    }

    private static double mean(List<Point> points, ToDoubleFunction<Point> value) {
        return points.stream()
                .mapToDouble(value)
                .filter(Double::isFinite)
                .average()
                .orElse(Double.NaN);
    }

    String inWords() {
        return each == 1
                ? Numbers.count(points.size(), "interval", "intervals") + "."
                : "Each of the " + Numbers.count(points.size(), "point", "points") + " stands for "
                        + Numbers.count(each, "interval", "intervals")
                        + ": the mean of their rates and medians, the worst of their 99th percentiles.";
    }
}
