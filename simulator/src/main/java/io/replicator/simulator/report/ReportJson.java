package io.replicator.simulator.report;

import com.fasterxml.jackson.jr.ob.JSON;
import io.replicator.simulator.report.Report.Course;
import io.replicator.simulator.report.Report.Failure;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A report for programs. The names are part of the format: they are written out here, so that renaming a component of
 * {@link Report} changes nothing. Its fields mean what {@link Report} says of the components of the same name.
 *
 * <p>{@code format} is {@value #FORMAT}. It is raised when a field changes its meaning or goes away; new fields may come at
 * any time. {@code course}, {@code failure} and a {@code winner} are null if there is none. A figure that does not exist,
 * such as the median of no operations, is null. Texts are as they were, of any length.
 */
public final class ReportJson {

    public static final int FORMAT = 1;

    private static final JSON PRETTY =
            JSON.std.with(JSON.Feature.PRETTY_PRINT_OUTPUT, JSON.Feature.WRITE_NULL_PROPERTIES);

    private ReportJson() {}

    public static String of(Report report) {
        try {
            return PRETTY.asString(fields(report)) + "\n";
        } catch (IOException e) {
            throw new UncheckedIOException("a report of plain data could not be written", e);
        }
    }

    private static Map<String, @Nullable Object> fields(Report report) {
        Fields fields = new Fields()
                .with("format", FORMAT)
                .with("title", report.title())
                .with(
                        "verdict",
                        new Fields()
                                .with("kept", report.verdict().kept())
                                .with("sentence", report.verdict().sentence())
                                .map)
                .with("command", report.command())
                .with(
                        "facts",
                        each(
                                report.facts(),
                                f -> new Fields().with("name", f.name()).with("value", f.value())))
                .with(
                        "clusters",
                        each(
                                report.clusters(),
                                c -> new Fields().with("name", c.name()).with("nodes", c.nodes())))
                .with(
                        "links",
                        each(
                                report.links(),
                                l -> new Fields()
                                        .with("from", l.from())
                                        .with("to", l.to())
                                        .figure("usualMillis", l.usualMillis())
                                        .figure("highMillis", l.highMillis())));
        Course course = report.course();
        Failure failure = report.failure();
        return fields.with("course", course == null ? null : course(course).map)
                .with(
                        "outcomes",
                        each(
                                report.outcomes(),
                                s -> new Fields()
                                        .with("operation", s.operation())
                                        .with("answer", s.answer())
                                        .with("count", s.count())))
                .with(
                        "latencies",
                        each(
                                report.latencies(),
                                l -> new Fields()
                                        .with("operation", l.operation())
                                        .with("count", l.count())
                                        .figure("mean", l.mean())
                                        .figure("p50", l.p50())
                                        .figure("p90", l.p90())
                                        .figure("p99", l.p99())
                                        .figure("p999", l.p999())
                                        .figure("max", l.max())))
                .with(
                        "contention",
                        each(
                                report.contention(),
                                c -> new Fields()
                                        .with("key", c.key())
                                        .with("proposals", c.proposals())
                                        .with("winner", c.winner())
                                        .figure("millisToWinner", c.millisToWinner())))
                .with(
                        "checks",
                        each(
                                report.checks(),
                                c -> new Fields()
                                        .with("property", c.property())
                                        .with("source", c.source())
                                        .with("times", c.times())
                                        .with("held", c.held())))
                .with("failure", failure == null ? null : failure(failure).map)
                .map;
    }

    private static Fields course(Course course) {
        return new Fields()
                .figure("seconds", course.seconds())
                .with(
                        "points",
                        each(
                                course.points(),
                                p -> new Fields()
                                        .figure("second", p.second())
                                        .figure("storesPerSecond", p.storesPerSecond())
                                        .figure("readsPerSecond", p.readsPerSecond())
                                        .figure("failuresPerSecond", p.failuresPerSecond())
                                        .figure("p50Millis", p.p50Millis())
                                        .figure("p99Millis", p.p99Millis())))
                .with(
                        "faults",
                        each(
                                course.faults(),
                                s -> new Fields()
                                        .with("what", s.what())
                                        .figure("from", s.from())
                                        .figure("to", s.to())));
    }

    private static Fields failure(Failure failure) {
        return new Fields()
                .with("property", failure.property())
                .with("what", failure.what())
                .with("summary", failure.summary())
                .with("lanes", failure.lanes())
                .with(
                        "events",
                        each(
                                failure.events(),
                                e -> new Fields()
                                        .with("number", e.number())
                                        .figure("millis", e.millis())
                                        .with("lane", e.lane())
                                        .with("kind", e.kind())
                                        .with("text", e.text())
                                        .with("fromLane", e.fromLane())
                                        .figure("sentMillis", e.sentMillis())));
    }

    private static <T> List<Map<String, @Nullable Object>> each(List<T> items, Function<T, Fields> fields) {
        List<Map<String, @Nullable Object>> all = new ArrayList<>();
        items.forEach(item -> all.add(fields.apply(item).map));
        return all;
    }

    /** The fields of one object, in the order in which they are written. */
    private static final class Fields {

        final Map<String, @Nullable Object> map = new LinkedHashMap<>();

        Fields with(String name, @Nullable Object value) {
            map.put(name, value);
            return this;
        }

        /** JSON has no word for what is not a number. */
        Fields figure(String name, double value) {
            return with(name, Double.isFinite(value) ? value : null);
        }
    }
}
