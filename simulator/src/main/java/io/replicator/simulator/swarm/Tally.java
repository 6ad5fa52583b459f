package io.replicator.simulator.swarm;

import io.replicator.engine.outcome.ReadOutcome;
import io.replicator.engine.outcome.StoreOutcome;
import io.replicator.simulator.invariant.Property;
import io.replicator.simulator.world.Broken;
import io.replicator.simulator.world.ClientRead;
import io.replicator.simulator.world.ClientStore;
import io.replicator.simulator.world.SimNode;
import io.replicator.simulator.world.World;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/**
 * What many runs came to, added up; in whatever order they are added, the sum is the same. Answers and their latencies are
 * those of what clients asked in the bad time. Not thread-safe.
 */
public final class Tally {

    /** Failing seeds that it remembers, the lowest ones. */
    static final int MOST_FAILED = 100;

    private static final int DIGITS = 3;
    private static final String NODE_DIED = "no answer, its node died";
    private static final String CLIENT_LEFT = "no answer, its client hung up";
    private static final String WORLD_ENDED = "no answer, its world ended";

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
    private final TreeMap<Long, Failed> failed = new TreeMap<>();
    private final Map<String, Long> broken = new TreeMap<>();

    /** A seed that broke a promise. */
    public record Failed(long seed, String property, String what) {}

    /** Adds one run. */
    public void add(Verdict verdict) {
        World world = verdict.world();
        seeds++;
        events += world.trace().events();
        virtualMicros += world.time();
        verdict.plan().faults().forEach(fault -> faults.merge(fault.kind(), 1L, Long::sum));
        shapes.merge(shape(verdict.plan().topology().clusters().size()), 1L, Long::sum);
        verdict.checks().forEach((property, times) -> checks.merge(property, times, Long::sum));
        for (SimNode node : world.nodes()) {
            fastDecisions += node.probe().fastDecisions();
            slowDecisions += node.probe().slowDecisions();
            recoveries += node.probe().recoveries();
            crashes += Math.max(0, node.boots() - 1);
        }
        long badUntil = verdict.plan().badUntil();
        world.stores().stream().filter(store -> store.begin <= badUntil).forEach(this::add);
        world.reads().stream().filter(read -> read.begin <= badUntil).forEach(this::add);
        Broken what = verdict.broken();
        if (what != null) {
            broken.merge(what.property(), 1L, Long::sum);
            long seed = verdict.plan().seed();
            remember(new Failed(seed, what.property(), String.valueOf(what.getMessage())));
        }
    }

    private void remember(Failed other) {
        failed.put(other.seed(), other);
        if (failed.size() > MOST_FAILED) {
            failed.pollLastEntry();
        }
    }

    private void add(ClientStore store) {
        if (store.isDone() && !store.isHungUp()) {
            storeMicros.recordValue(store.end() - store.begin);
        }
        String answer = store.isHungUp()
                ? CLIENT_LEFT
                : store.isDone() ? name(store.outcome()) : store.isLost() ? NODE_DIED : WORLD_ENDED;
        storeAnswers.merge(answer, 1L, Long::sum);
    }

    private void add(ClientRead read) {
        if (read.isDone() && read.kind == ClientRead.Kind.QUORUM) {
            readMicros.recordValue(read.end() - read.begin);
        }
        String answer = read.isDone() ? name(read.outcome()) : read.isLost() ? NODE_DIED : WORLD_ENDED;
        readAnswers.merge(answer, 1L, Long::sum);
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
        merge(storeAnswers, other.storeAnswers);
        merge(readAnswers, other.readAnswers);
        merge(faults, other.faults);
        merge(shapes, other.shapes);
        merge(checks, other.checks);
        storeMicros.add(other.storeMicros);
        readMicros.add(other.readMicros);
        merge(broken, other.broken);
        other.failed.values().forEach(this::remember);
    }

    private static <K> void merge(Map<K, Long> into, Map<K, Long> from) {
        from.forEach((key, count) -> into.merge(key, count, Long::sum));
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

    /** Of stores that were answered before their client hung up. */
    public Histogram storeMicros() {
        return storeMicros;
    }

    /** Of reads that ask a quorum if need be; waiting and stale ones say nothing of the protocol's speed. */
    public Histogram readMicros() {
        return readMicros;
    }

    /** How many runs broke a promise. */
    public long failures() {
        return broken.values().stream().mapToLong(Long::longValue).sum();
    }

    /** How many runs broke each property that was broken. */
    public Map<String, Long> broken() {
        return broken;
    }

    /** The failing run with the lowest seed; null if none failed. */
    public @Nullable Failed failed() {
        return failed.isEmpty() ? null : failed.firstEntry().getValue();
    }

    /** The first {@value #MOST_FAILED} failing runs by their seeds. */
    public List<Failed> allFailed() {
        return List.copyOf(failed.values());
    }
}
