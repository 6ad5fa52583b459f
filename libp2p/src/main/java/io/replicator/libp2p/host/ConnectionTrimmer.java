package io.replicator.libp2p.host;

import io.replicator.libp2p.multiformats.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;

/**
 * Closes connections above the high watermark. Those without streams go first; of these the youngest beyond their grace,
 * so that a flood of new peers pushes out itself and not the ones that have stood the test of time. Protected connections
 * and those in their grace do not count towards the low watermark, as in go-libp2p: otherwise they would push out all
 * others. Thread-safe.
 */
final class ConnectionTrimmer {

    /** Reasons for which one peer may be protected at a time. */
    static final int MAX_REASONS = 16;

    /** The shortest time between two looks at connections that may not be closed yet. */
    static final Duration MIN_PAUSE = Duration.ofSeconds(1);

    /** Runs something later; any thread. */
    interface Later {
        void run(Duration delay, Runnable task);
    }

    private record Aged(Connection connection, Instant since, int streams) {}

    private final Watermarks marks;
    private final InstantSource clock;
    private final Later later;
    private final LongAdder trimmed;
    private final Map<Connection, Instant> open = new ConcurrentHashMap<>();
    private final Map<PeerId, Set<String>> protections = new ConcurrentHashMap<>();
    private final AtomicBoolean looksLater = new AtomicBoolean();

    /** @param trimmed counts what was closed */
    ConnectionTrimmer(Watermarks marks, InstantSource clock, Later later, LongAdder trimmed) {
        this.marks = marks;
        this.clock = clock;
        this.later = later;
        this.trimmed = trimmed;
    }

    void opened(Connection connection) {
        open.put(connection, clock.instant());
        var _ = connection.closed().whenComplete((_, _) -> open.remove(connection));
        trim();
    }

    void protect(PeerId peer, String reason) {
        protections.compute(peer, (_, reasons) -> {
            Set<String> all = reasons == null ? ConcurrentHashMap.newKeySet() : reasons;
            if (all.size() >= MAX_REASONS && !all.contains(reason)) {
                throw new IllegalStateException(peer + " is protected for " + MAX_REASONS + " reasons already");
            }
            all.add(reason);
            return all;
        });
    }

    void unprotect(PeerId peer, String reason) {
        protections.computeIfPresent(peer, (_, reasons) -> {
            reasons.remove(reason);
            return reasons.isEmpty() ? null : reasons;
        });
    }

    boolean isProtected(PeerId peer) {
        return protections.containsKey(peer);
    }

    /** One thread decides at a time; closing is left to the connections. */
    private void trim() {
        if (open.size() > marks.high()) {
            chosen().forEach(connection -> {
                trimmed.increment();
                var _ = connection.close();
            });
            if (open.size() > marks.high()) {
                lookAgain();
            }
        }
    }

    private synchronized Collection<Connection> chosen() {
        Instant youngest = clock.instant().minus(marks.grace());
        List<Aged> candidates = open.entrySet().stream()
                .filter(entry -> !entry.getValue().isAfter(youngest))
                .filter(entry -> !isProtected(entry.getKey().remotePeer()))
                .map(entry -> new Aged(
                        entry.getKey(),
                        entry.getValue(),
                        entry.getKey().streams().size()))
                .toList();
        List<Connection> chosen = candidates.stream()
                .sorted(Comparator.comparingInt(Aged::streams)
                        .thenComparing(Comparator.comparing(Aged::since).reversed()))
                .limit(Math.max(0, candidates.size() - marks.low()))
                .map(Aged::connection)
                .toList();
        // A connection that is about to close counts no more.
        chosen.forEach(open::remove);
        return chosen;
    }

    /** What was too young may be old enough then, and what was protected may not be any more. */
    private void lookAgain() {
        if (looksLater.compareAndSet(false, true)) {
            Duration pause = marks.grace().compareTo(MIN_PAUSE) > 0 ? marks.grace() : MIN_PAUSE;
            later.run(pause, () -> {
                looksLater.set(false);
                trim();
            });
        }
    }
}
