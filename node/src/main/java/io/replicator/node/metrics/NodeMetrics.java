package io.replicator.node.metrics;

import io.replicator.engine.outcome.ReadOutcome;
import io.replicator.engine.outcome.StoreOutcome;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What the node counts and times. Thread-safe; to count or time an event takes some nanoseconds, allocates nothing and
 * takes no lock, so that the engine's thread can do it at every step. The registry behind the page for Prometheus is
 * built when the page is first asked for, so that the node's start does not pay for it.
 */
public final class NodeMetrics {

    /** Of {@link #scrape()}. */
    public static final String CONTENT_TYPE = "text/plain;version=0.0.4;charset=utf-8";

    /** The parts of a store's time, as its proposer sees them. */
    public enum Phase {
        /** From the request to the own vote. */
        LOCAL_VOTE,
        /** From the request to the votes of a quorum. */
        QUORUM,
        /** One write of the journal with its sync, which many votes share. */
        SYNC,
        /** From the request to the answer. */
        TOTAL
    }

    /** What is counted without further detail. */
    public enum Event {
        CLASSIC_BALLOT("replicator.ballots.classic", "Ballots above the fast round that this node started"),
        RECOVERY("replicator.recoveries", "Keys that this node finished for a proposer that did not"),
        SWEPT_KEY("replicator.swept.keys", "Undecided keys that the sweeper took up"),
        RELAY_FAILOVER("replicator.relay.failovers", "Times another relay was taken because one did not answer");

        final String metric;
        final String help;

        Event(String metric, String help) {
            this.metric = metric;
            this.help = help;
        }
    }

    /** What has a level at every moment, asked for when the page is. */
    public enum Level {
        CONNECTIONS("replicator.connections", "libp2p connections open"),
        STREAMS("replicator.streams", "libp2p streams open"),
        STREAM_BYTES("replicator.streams.held.bytes", "Bytes that wait on libp2p streams, for this node or its peers"),
        JOURNAL_BACKLOG("replicator.journal.backlog.bytes", "Bytes of votes and outcomes that wait for the disk"),
        PENDING("replicator.pending", "Requests that the engine has under way"),
        HTTP_PROPOSALS("replicator.http.proposals", "Stores over HTTP under way"),
        HTTP_BYTES("replicator.http.body.bytes", "Bytes of request bodies held"),
        HTTP_ANSWERS("replicator.http.answer.bytes", "Bytes of long answers that clients have not read yet"),
        HTTP_WAITS("replicator.http.waits", "Reads over HTTP that wait for a key");

        final String metric;
        final String help;

        Level(String metric, String help) {
            this.metric = metric;
            this.help = help;
        }
    }

    /** What others count, asked for when the page is. */
    public enum Total {
        REFUSED_CONNECTIONS("replicator.connections.refused", "libp2p connections refused by a limit"),
        TRIMMED_CONNECTIONS("replicator.connections.trimmed", "libp2p connections closed as there were too many"),
        FAILED_HANDSHAKES("replicator.handshakes.failed", "libp2p connections that ended before they were secured"),
        REFUSED_STREAMS("replicator.streams.refused", "libp2p streams of peers reset as there were too many of them"),
        OVERLOADED_STREAMS("replicator.streams.overloaded", "libp2p streams reset as too many bytes waited"),
        RESET_STREAMS("replicator.streams.reset", "libp2p streams that ended by a reset or with their connection");

        final String metric;
        final String help;

        Total(String metric, String help) {
            this.metric = metric;
            this.help = help;
        }
    }

    private static final List<String> STORE_OUTCOMES = List.of(
            "stored", "already-yours", "key-exists", "key-reserved", "outcome-unknown", "not-attempted", "tx-reused");
    private static final List<String> READ_OUTCOMES = List.of("found", "not-found", "unavailable");

    private final LongAdder[] proposals = adders(STORE_OUTCOMES.size());
    private final LongAdder[] reads = adders(READ_OUTCOMES.size());
    private final Map<Event, LongAdder> events = new EnumMap<>(Event.class);
    private final Map<Phase, Distribution> phases = new EnumMap<>(Phase.class);
    private final Distribution syncs = new Distribution(Distribution.LATENCIES, Distribution.NANOS_TO_SECONDS);
    private final Distribution syncBatches = new Distribution(Distribution.BATCH_SIZES, 1);
    private final Map<Level, LongSupplier> levels = new ConcurrentHashMap<>();
    private final Map<Total, LongSupplier> totals = new ConcurrentHashMap<>();
    private final List<RouteMetrics> routes = new CopyOnWriteArrayList<>();
    private @Nullable PrometheusPage page;

    public NodeMetrics() {
        for (Event event : Event.values()) {
            events.put(event, new LongAdder());
        }
        for (Phase phase : Phase.values()) {
            phases.put(phase, new Distribution(Distribution.LATENCIES, Distribution.NANOS_TO_SECONDS));
        }
    }

    /** Counts a store by its outcome; the HTTP server does so, together with {@link Phase#TOTAL}. */
    public void proposed(StoreOutcome outcome) {
        int index = switch (outcome) {
            case StoreOutcome.Stored stored -> 0;
            case StoreOutcome.AlreadyYours yours -> 1;
            case StoreOutcome.KeyExists exists -> 2;
            case StoreOutcome.KeyReserved reserved -> 3;
            case StoreOutcome.Unknown unknown -> 4;
            case StoreOutcome.NotAttempted not -> 5;
            case StoreOutcome.TxReused reused -> 6;
        };
        proposals[index].increment();
    }

    /** Counts a read that was asked of the engine by its outcome; the HTTP server does so. */
    public void read(ReadOutcome outcome) {
        int index = switch (outcome) {
            case ReadOutcome.Found found -> 0;
            case ReadOutcome.NotFound notFound -> 1;
            case ReadOutcome.Unavailable unavailable -> 2;
        };
        reads[index].increment();
    }

    /** Times a part of a store. */
    public void took(Phase phase, long nanos) {
        of(phases, phase).record(nanos);
    }

    public void count(Event event) {
        of(events, event).increment();
    }

    public void count(Event event, int times) {
        of(events, event).add(times);
    }

    /** Counts and times a sync of the journal, and how many entries it made durable. */
    public void synced(int entries, long nanos) {
        syncBatches.record(entries);
        syncs.record(nanos);
    }

    /** Tells where to ask for a level; the supplier is called from any thread and must not block. */
    public void watch(Level level, LongSupplier supplier) {
        levels.put(level, supplier);
    }

    /** Tells where to ask for a total, which only grows; as {@link #watch(Level, LongSupplier)}. */
    public void watch(Total total, LongSupplier supplier) {
        totals.put(total, supplier);
    }

    /** Counters of the answers of a route, to be kept by it. */
    public RouteMetrics route(String method, String path) {
        RouteMetrics route = new RouteMetrics(method, path);
        routes.add(route);
        return route;
    }

    /** The page for Prometheus, in its text format. */
    public synchronized String scrape() {
        if (page == null) {
            page = new PrometheusPage(this);
        }
        return page.scrape();
    }

    Map<String, LongAdder> proposals() {
        return named(STORE_OUTCOMES, proposals);
    }

    Map<String, LongAdder> reads() {
        return named(READ_OUTCOMES, reads);
    }

    Map<Phase, Distribution> phases() {
        return phases;
    }

    LongAdder events(Event event) {
        return of(events, event);
    }

    Distribution syncs() {
        return syncs;
    }

    Distribution syncBatches() {
        return syncBatches;
    }

    long level(Level level) {
        LongSupplier supplier = levels.get(level);
        return supplier == null ? 0 : supplier.getAsLong();
    }

    long total(Total total) {
        LongSupplier supplier = totals.get(total);
        return supplier == null ? 0 : supplier.getAsLong();
    }

    List<RouteMetrics> routes() {
        return routes;
    }

    /** The maps are full, and nobody changes them any more: they need no lock. */
    private static <K, V> V of(Map<K, V> full, K key) {
        return Objects.requireNonNull(full.get(key));
    }

    private static LongAdder[] adders(int count) {
        LongAdder[] adders = new LongAdder[count];
        for (int i = 0; i < count; i++) {
            adders[i] = new LongAdder();
        }
        return adders;
    }

    private static Map<String, LongAdder> named(List<String> names, LongAdder[] adders) {
        Map<String, LongAdder> all = new LinkedHashMap<>();
        for (int i = 0; i < adders.length; i++) {
            all.put(names.get(i), adders[i]);
        }
        return all;
    }
}
