package io.replicator.simulator.report;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that a page and its {@code report.json} tell of one run. Times are seconds since the run began; in a simulation,
 * virtual ones.
 *
 * @param command what to type to have this run again
 * @param facts settings and figures worth reading first, in order
 * @param clusters the network as it was run
 * @param links one-way delays between clusters; empty if they are not known
 * @param course what happened over time; null if the run has no one axis of time, as a thousand worlds have not
 * @param outcomes how often each answer was given
 * @param latencies one line for each kind of operation
 * @param contention the keys that most clients wanted, the most wanted first
 * @param checks what was checked
 * @param failure the first broken promise; null if none was broken
 */
public record Report(
        String title,
        Verdict verdict,
        String command,
        List<Fact> facts,
        List<Cluster> clusters,
        List<Link> links,
        @Nullable Course course,
        List<Share> outcomes,
        List<Latency> latencies,
        List<Contention> contention,
        List<Check> checks,
        @Nullable Failure failure) {

    public Report {
        facts = List.copyOf(facts);
        clusters = List.copyOf(clusters);
        links = List.copyOf(links);
        outcomes = List.copyOf(outcomes);
        latencies = List.copyOf(latencies);
        contention = List.copyOf(contention);
        checks = List.copyOf(checks);
    }

    /** What the page says first: whether all promises were kept, and one sentence about it. */
    public record Verdict(boolean kept, String sentence) {}

    public record Fact(String name, String value) {}

    /** A cluster and the names of its nodes. */
    public record Cluster(String name, List<String> nodes) {
        public Cluster {
            nodes = List.copyOf(nodes);
        }
    }

    /** A one-way delay, usual and at the 99th percentile, in milliseconds. */
    public record Link(String from, String to, double usualMillis, double highMillis) {}

    /**
     * @param faults what was wrong, and from when to when
     */
    public record Course(double seconds, List<Point> points, List<Span> faults) {
        public Course {
            points = List.copyOf(points);
            faults = List.copyOf(faults);
        }
    }

    /**
     * One interval of time.
     *
     * @param second its middle
     * @param storesPerSecond answers to stores that were final
     * @param readsPerSecond answers to reads
     * @param failuresPerSecond answers of any kind that say nothing (unknown, not attempted, unavailable)
     * @param p50Millis half of the operations that ended in it took at most so long; NaN if none did
     */
    public record Point(
            double second,
            double storesPerSecond,
            double readsPerSecond,
            double failuresPerSecond,
            double p50Millis,
            double p99Millis) {}

    /** Something that was wrong for a while; {@code from} and {@code to} are equal for what took no time. */
    public record Span(String what, double from, double to) {}

    /** How often clients were given this answer; {@code operation} is {@code store} or {@code read}. */
    public record Share(String operation, String answer, long count) {}

    /** Latencies in milliseconds, measured from the moment at which the operation was due. */
    public record Latency(
            String operation, long count, double mean, double p50, double p90, double p99, double p999, double max) {}

    /**
     * How much a key was wanted.
     *
     * @param winner the proposal that has it; null if no client was told
     */
    public record Contention(
            String key, long proposals, @Nullable String winner, double millisToWinner) {}

    /** A property that was checked so many times, and whether it held. */
    public record Check(String property, String source, long times, boolean held) {}

    /**
     * A broken promise.
     *
     * @param property the check that failed
     * @param what what was seen
     * @param summary how the case was made small, for people, a sentence a line
     * @param lanes the nodes and clients of the diagram, in order
     * @param events what happened, in the order of time, numbered from 1
     */
    public record Failure(String property, String what, List<String> summary, List<String> lanes, List<Event> events) {
        public Failure {
            summary = List.copyOf(summary);
            lanes = List.copyOf(lanes);
            events = List.copyOf(events);
        }
    }

    /**
     * One line of a failure's timeline.
     *
     * @param number counts from 1
     * @param millis virtual milliseconds since the run began
     * @param lane where it happened, an index into the lanes; -1 for what happens to all
     * @param kind {@code receive}, {@code lose}, {@code call}, {@code answer}, {@code crash}, {@code start}, {@code sync},
     *     {@code timer}, {@code fault} or {@code break}
     * @param text what happened, for people
     * @param fromLane for a message: where it came from; -1 otherwise
     * @param sentMillis for a message: when it was sent
     */
    public record Event(
            int number, double millis, int lane, String kind, String text, int fromLane, double sentMillis) {}
}
