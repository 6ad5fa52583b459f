package io.replicator.simulator.swarm;

import io.replicator.engine.outcome.ReadOutcome;
import io.replicator.engine.outcome.StoreOutcome;
import io.replicator.simulator.fault.Fault;
import io.replicator.simulator.invariant.Property;
import io.replicator.simulator.network.Delay;
import io.replicator.simulator.network.Topology;
import io.replicator.simulator.report.Report;
import io.replicator.simulator.world.ClientRead;
import io.replicator.simulator.world.ClientStore;
import io.replicator.simulator.world.World;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** The report of a campaign or of one seed. */
public final class SwarmReport {

    private static final double MILLION = 1e6;
    private static final double MICROS_PER_MILLI = 1000;
    private static final int POINTS = 80;
    private static final int MOST_CONTENDED = 20;

    private SwarmReport() {}

    /**
     * @param sample one run, whose course and network are shown: the failing one, or the first
     * @param seconds how long all runs took, of real time
     */
    public static Report of(
            String title,
            String command,
            Tally tally,
            Verdict sample,
            double seconds,
            int jobs,
            Report.@Nullable Failure failure) {
        return new Report(
                title,
                verdict(tally, failure),
                command,
                facts(tally, sample, seconds, jobs),
                clusters(sample),
                links(sample.plan().topology()),
                course(sample),
                outcomes(tally),
                List.of(latency("store", tally.storeMicros()), latency("read", tally.readMicros())),
                contention(sample),
                checks(tally),
                failure);
    }

    private static Report.Verdict verdict(Tally tally, Report.@Nullable Failure failure) {
        if (failure != null) {
            return new Report.Verdict(
                    false,
                    "Of " + count(tally.seeds(), "world") + ", " + tally.failures()
                            + " broke a promise; the first to do so broke " + failure.property() + ".");
        }
        return new Report.Verdict(
                true,
                count(tally.seeds(), "world") + ", " + String.format(Locale.ROOT, "%,d", tally.events())
                        + " events: every promise was kept.");
    }

    private static String count(long number, String what) {
        return String.format(Locale.ROOT, "%,d ", number) + what + (number == 1 ? "" : "s");
    }

    private static List<Report.Fact> facts(Tally tally, Verdict sample, double seconds, int jobs) {
        List<Report.Fact> facts = new ArrayList<>();
        facts.add(new Report.Fact("Worlds", number(tally.seeds())));
        facts.add(new Report.Fact("Events", number(tally.events())));
        facts.add(new Report.Fact(
                "Real time",
                String.format(Locale.ROOT, "%.1f s on %d %s", seconds, jobs, jobs == 1 ? "thread" : "threads")));
        facts.add(new Report.Fact("Virtual time", span(tally.virtualMicros())));
        facts.add(new Report.Fact("Events a second", number(Math.round(tally.events() / seconds))));
        facts.add(new Report.Fact("Decided in the fast round", number(tally.fastDecisions())));
        facts.add(new Report.Fact("Decided by a later ballot", number(tally.slowDecisions())));
        facts.add(new Report.Fact("Recoveries begun", number(tally.recoveries())));
        facts.add(new Report.Fact("Nodes started again", number(tally.crashes())));
        facts.add(new Report.Fact("Networks", networks(tally.shapes())));
        facts.add(new Report.Fact("Faults", faults(tally.faults())));
        facts.add(new Report.Fact("Answers and latencies", "of what clients asked in the bad time, in virtual time"));
        facts.add(new Report.Fact(
                "The world shown below",
                "seed " + sample.plan().seed() + ", clusters of "
                        + sample.plan().topology()));
        return facts;
    }

    private static String number(long number) {
        return String.format(Locale.ROOT, "%,d", number);
    }

    private static String span(long micros) {
        long minutes = micros / 60_000_000;
        return minutes < 120
                ? String.format(Locale.ROOT, "%.1f min", micros / 60e6)
                : String.format(Locale.ROOT, "%,d h %d min", minutes / 60, minutes % 60);
    }

    private static String networks(Map<String, Long> shapes) {
        List<String> names = List.copyOf(shapes.keySet());
        return names.size() == 1 ? names.getFirst() : names.getFirst() + " to " + names.getLast();
    }

    private static String faults(Map<String, Long> faults) {
        long count = faults.values().stream().mapToLong(Long::longValue).sum();
        return count == 0 ? "none" : number(count) + " of " + faults.size() + " kinds";
    }

    // ---- The sample.

    private static List<Report.Cluster> clusters(Verdict sample) {
        Map<String, List<String>> nodes = new LinkedHashMap<>();
        sample.world()
                .nodes()
                .forEach(node -> nodes.computeIfAbsent(node.cluster.text(), _ -> new ArrayList<>())
                        .add(node.toString()));
        return nodes.entrySet().stream()
                .map(entry -> new Report.Cluster(entry.getKey(), entry.getValue()))
                .toList();
    }

    private static List<Report.Link> links(Topology topology) {
        List<Report.Link> links = new ArrayList<>();
        for (int from = 0; from < topology.clusters().size(); from++) {
            for (int to = 0; to < topology.clusters().size(); to++) {
                Delay delay = topology.delays().get(from).get(to);
                double usual = (delay.base() + delay.jitter() / 2.0) / MICROS_PER_MILLI;
                double high = (delay.base() + delay.jitter()) / MICROS_PER_MILLI;
                links.add(new Report.Link(
                        topology.clusters().get(from).name(),
                        topology.clusters().get(to).name(),
                        usual,
                        high));
            }
        }
        return links;
    }

    /** The bad time and the healing of one world; what is long at rest is cut off. */
    private static Report.Course course(Verdict sample) {
        World world = sample.world();
        long last = sample.plan().badUntil();
        for (ClientStore store : world.stores()) {
            last = Math.max(last, Math.max(store.begin, store.end()));
        }
        double seconds = last / MILLION;
        double width = seconds / POINTS;
        List<Report.Point> points = IntStream.range(0, POINTS)
                .mapToObj(i -> point(world, i * width, width))
                .toList();
        IntFunction<String> name = index -> world.node(index).toString();
        List<Report.Span> faults = new ArrayList<>();
        long begin = sample.plan().badFrom();
        for (Fault fault : sample.plan().faults()) {
            faults.add(new Report.Span(
                    fault.words(name), (begin + fault.at()) / MILLION, (begin + fault.end()) / MILLION));
        }
        return new Report.Course(seconds, points, faults);
    }

    private static Report.Point point(World world, double from, double width) {
        Histogram latency = new Histogram(3);
        int stores = 0;
        int reads = 0;
        int failures = 0;
        for (ClientStore store : world.stores()) {
            if (store.isDone() && isIn(store.end(), from, width)) {
                latency.recordValue(Math.max(0, store.end() - store.begin));
                boolean saysNothing = store.outcome() instanceof StoreOutcome.Unknown
                        || store.outcome() instanceof StoreOutcome.NotAttempted;
                stores += saysNothing ? 0 : 1;
                failures += saysNothing ? 1 : 0;
            }
        }
        for (ClientRead read : world.reads()) {
            if (read.isDone() && isIn(read.end(), from, width)) {
                boolean saysNothing = read.outcome() instanceof ReadOutcome.Unavailable;
                reads += saysNothing ? 0 : 1;
                failures += saysNothing ? 1 : 0;
            }
        }
        boolean none = latency.getTotalCount() == 0;
        return new Report.Point(
                from + width / 2,
                stores / width,
                reads / width,
                failures / width,
                none ? Double.NaN : latency.getValueAtPercentile(50) / MICROS_PER_MILLI,
                none ? Double.NaN : latency.getValueAtPercentile(99) / MICROS_PER_MILLI);
    }

    private static boolean isIn(long micros, double from, double width) {
        return micros >= from * MILLION && micros < (from + width) * MILLION;
    }

    private static List<Report.Contention> contention(Verdict sample) {
        return sample.history().contended(MOST_CONTENDED).stream()
                .map(contest -> new Report.Contention(
                        contest.key().toString(),
                        contest.stores(),
                        contest.winner() == null
                                ? null
                                : contest.winner().toString().substring(0, 12),
                        contest.timeToWinner().isPresent()
                                ? contest.timeToWinner().getAsLong() / MICROS_PER_MILLI
                                : Double.NaN))
                .toList();
    }

    // ---- The sums.

    private static List<Report.Share> outcomes(Tally tally) {
        List<Report.Share> shares = new ArrayList<>();
        tally.storeAnswers().forEach((answer, count) -> shares.add(new Report.Share("store", answer, count)));
        tally.readAnswers().forEach((answer, count) -> shares.add(new Report.Share("read", answer, count)));
        return shares;
    }

    private static Report.Latency latency(String operation, Histogram micros) {
        return new Report.Latency(
                operation,
                micros.getTotalCount(),
                micros.getMean() / MICROS_PER_MILLI,
                micros.getValueAtPercentile(50) / MICROS_PER_MILLI,
                micros.getValueAtPercentile(90) / MICROS_PER_MILLI,
                micros.getValueAtPercentile(99) / MICROS_PER_MILLI,
                micros.getValueAtPercentile(99.9) / MICROS_PER_MILLI,
                micros.getMaxValue() / MICROS_PER_MILLI);
    }

    private static List<Report.Check> checks(Tally tally) {
        List<Report.Check> checks = new ArrayList<>();
        for (Property property : Property.values()) {
            boolean held = !tally.broken().containsKey(property.title());
            checks.add(new Report.Check(
                    property.title() + ": " + property.sentence(),
                    "protocol, " + property.source(),
                    tally.checks().getOrDefault(property, tally.seeds()),
                    held));
        }
        return checks;
    }
}
