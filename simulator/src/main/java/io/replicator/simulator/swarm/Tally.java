package io.replicator.simulator.swarm;

import io.replicator.engine.outcome.ReadOutcome;
import io.replicator.engine.outcome.StoreOutcome;
import io.replicator.simulator.fault.Fault;
import io.replicator.simulator.invariant.Property;
import io.replicator.simulator.world.ClientRead;
import io.replicator.simulator.world.ClientStore;
import io.replicator.simulator.world.SimNode;
import io.replicator.simulator.world.World;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** What many runs came to, added up; in whatever order they are added, the sum is the same. Not thread-safe. */
public final class Tally {

    private static final int DIGITS = 3;

    private long seeds;
    private long events;
    private long virtualMicros;
    private long fastDecisions;
    private long slowDecisions;
    private long recoveries;
    private long crashes;
    private final Map<String, Long> storeAnswers = new TreeMap<>();
    private final Map<String, Long> readAnswers = new TreeMap<>();
    private final Map<String, Long> faults = new TreeMap<>();
    private final Map<String, Long> shapes = new TreeMap<>();
    private final Map<Property, Long> checks = new EnumMap<>(Property.class);
    /** In virtual microseconds, of answered operations. */
    private final Histogram storeMicros = new Histogram(DIGITS);

    private final Histogram readMicros = new Histogram(DIGITS);
    /** The failing run with the lowest seed. */
    private @Nullable Failed failed;

    private long failures;

    /** A seed that broke a promise. */
    public record Failed(long seed, String property, String what) {}

    /** Adds one run. */
    public void add(Verdict verdict) {
        World world = verdict.world();
        seeds++;
        events += world.trace().events();
        virtualMicros += world.time();
        verdict.plan().faults().forEach(fault -> faults.merge(kind(fault), 1L, Long::sum));
        shapes.merge(shape(verdict.plan().topology().clusters().size()), 1L, Long::sum);
        verdict.checks().forEach((property, times) -> checks.merge(property, times, Long::sum));
        for (SimNode node : world.nodes()) {
            fastDecisions += node.probe().fastDecisions();
            slowDecisions += node.probe().slowDecisions();
            recoveries += node.probe().recoveries();
            crashes += Math.max(0, node.boots() - 1);
        }
        world.stores().forEach(this::add);
        world.reads().forEach(this::add);
        if (verdict.broken() != null) {
            failures++;
            lower(new Failed(
                    verdict.plan().seed(),
                    verdict.broken().property(),
                    String.valueOf(verdict.broken().getMessage())));
        }
    }

    private void lower(@Nullable Failed other) {
        if (other != null && (failed == null || other.seed() < failed.seed())) {
            failed = other;
        }
    }

    private void add(ClientStore store) {
        if (store.isDone()) {
            storeMicros.recordValue(Math.max(0, store.end() - store.begin));
        }
        storeAnswers.merge(store.isDone() ? name(store.outcome()) : "no answer, its node died", 1L, Long::sum);
    }

    private void add(ClientRead read) {
        if (read.isDone() && read.kind != ClientRead.Kind.WAIT) {
            readMicros.recordValue(Math.max(0, read.end() - read.begin));
        }
        readAnswers.merge(read.isDone() ? name(read.outcome()) : "no answer, its node died", 1L, Long::sum);
    }

    private static String name(StoreOutcome outcome) {
        return switch (outcome) {
            case StoreOutcome.Stored _ -> "stored";
            case StoreOutcome.AlreadyYours _ -> "already-yours";
            case StoreOutcome.KeyExists _ -> "key-exists";
            case StoreOutcome.KeyReserved _ -> "key-reserved";
            case StoreOutcome.Unknown _ -> "outcome-unknown";
            case StoreOutcome.NotAttempted _ -> "not-attempted";
            case StoreOutcome.TxReused _ -> "tx-reused";
        };
    }

    private static String name(ReadOutcome outcome) {
        return switch (outcome) {
            case ReadOutcome.Found _ -> "found";
            case ReadOutcome.NotFound _ -> "key-unknown";
            case ReadOutcome.Unavailable _ -> "unavailable";
        };
    }

    private static String kind(Fault fault) {
        return fault.kind().replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    private static String shape(int clusters) {
        return clusters + (clusters == 1 ? " cluster" : " clusters");
    }

    /** Adds all runs of another tally. */
    public void add(Tally other) {
        seeds += other.seeds;
        events += other.events;
        virtualMicros += other.virtualMicros;
        fastDecisions += other.fastDecisions;
        slowDecisions += other.slowDecisions;
        recoveries += other.recoveries;
        crashes += other.crashes;
        failures += other.failures;
        merge(storeAnswers, other.storeAnswers);
        merge(readAnswers, other.readAnswers);
        merge(faults, other.faults);
        merge(shapes, other.shapes);
        merge(checks, other.checks);
        storeMicros.add(other.storeMicros);
        readMicros.add(other.readMicros);
        lower(other.failed);
    }

    private static <K extends Comparable<K>> void merge(Map<K, Long> into, Map<K, Long> from) {
        from.entrySet().stream()
                .sorted(Map.Entry.comparingByKey(Comparator.naturalOrder()))
                .forEach(entry -> into.merge(entry.getKey(), entry.getValue(), Long::sum));
    }

    public long seeds() {
        return seeds;
    }

    /** Delivered messages, fired timers, completed syncs and client calls that production code handled. */
    public long events() {
        return events;
    }

    public long virtualMicros() {
        return virtualMicros;
    }

    public long fastDecisions() {
        return fastDecisions;
    }

    public long slowDecisions() {
        return slowDecisions;
    }

    public long recoveries() {
        return recoveries;
    }

    /** How often a node was started again. */
    public long crashes() {
        return crashes;
    }

    public Map<String, Long> storeAnswers() {
        return storeAnswers;
    }

    public Map<String, Long> readAnswers() {
        return readAnswers;
    }

    public Map<String, Long> faults() {
        return faults;
    }

    public Map<String, Long> shapes() {
        return shapes;
    }

    public Map<Property, Long> checks() {
        return checks;
    }

    public Histogram storeMicros() {
        return storeMicros;
    }

    public Histogram readMicros() {
        return readMicros;
    }

    /** How many runs broke a promise. */
    public long failures() {
        return failures;
    }

    /** The failing run with the lowest seed; null if none failed. */
    public @Nullable Failed failed() {
        return failed;
    }
}
