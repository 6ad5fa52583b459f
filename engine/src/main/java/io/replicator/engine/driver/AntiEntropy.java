package io.replicator.engine.driver;

import io.replicator.engine.coordinator.Timers;
import io.replicator.engine.message.Message;
import io.replicator.engine.message.Message.Digest;
import io.replicator.engine.message.Message.Pull;
import io.replicator.engine.message.Message.Pulled;
import io.replicator.engine.model.CommitDigest;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.KeyState.Committed;
import io.replicator.engine.model.NodeId;
import io.replicator.engine.model.ProtocolViolation;
import io.replicator.engine.model.StoreId;
import io.replicator.engine.model.Words;
import io.replicator.engine.port.Journal;
import io.replicator.engine.port.Probe;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Brings what was missed: by a learner, by a node that was down, by one whose Commit was lost (protocol section 8).
 *
 * <p>Committed keys only grow in number, so two nodes compare digests and pull what they lack. Each node names its commits
 * in the order in which it made them, and whoever pulls remembers durably how far it got with each source: so the work is
 * that of the keys that were missed, not of the keys that there are. Should digests go on differing although everything
 * was pulled, the source is read from its beginning once more.
 *
 * <p>Not thread-safe.
 */
final class AntiEntropy {

    /** Keys asked for at a time; their values come one by one. */
    static final int PAGE = 256;
    /** How long a page may take before it is given up until the next comparison. */
    static final long PAGE_MICROS = 15_000_000;

    static final long CHECK_MICROS = 20_000;
    /** Comparisons in a row that may find a lasting difference, before the source is read from its beginning. */
    static final int LASTING = 3;

    /** How one page of missing keys is brought here. */
    interface Fetcher {
        /** Fetches the bytes of a key's outcome from a node, and commits them here. */
        void fetch(NodeId from, Message.Pulled.Entry entry);
    }

    /** What is being pulled from one source. */
    private static final class Source {
        final NodeId node;
        long place;
        long asked;
        int lasting;
        /** What the last comparison saw, here and there; empty before the first one. */
        Words mine = Words.NONE;

        Words theirs = Words.NONE;
        /** Keys of the current page that are not here yet. */
        List<Key> missing = new ArrayList<>();

        long next;
        boolean end;
        boolean active;

        Source(NodeId node, long place) {
            this.node = node;
            this.place = place;
        }

        /**
         * Whether some bucket differs just as it did at the last comparison. While stores go on, most buckets differ for
         * the moment, by commits that are on their way; that means nothing.
         */
        boolean differsAsBefore(Words newMine, Words newTheirs) {
            boolean lasts = false;
            for (int bucket = 0; bucket < Math.min(mine.size(), theirs.size()) && !lasts; bucket++) {
                lasts = newMine.get(bucket) != newTheirs.get(bucket)
                        && newMine.get(bucket) == mine.get(bucket)
                        && newTheirs.get(bucket) == theirs.get(bucket);
            }
            mine = newMine;
            theirs = newTheirs;
            return lasts;
        }
    }

    private final Journal journal;
    private final KeyTable keys;
    private final BiConsumer<NodeId, Message> sender;
    private final Fetcher fetcher;
    private final Probe probe;
    private final Map<StoreId, Long> places;
    private final Map<NodeId, Source> sources = new TreeMap<>();
    private final Timers timers;
    private final LongSupplier clock;
    private boolean checking;
    /** The digest as it was told last, and of how many commits. */
    private Words words = Words.NONE;

    private long wordsCommits;

    AntiEntropy(
            Journal journal,
            KeyTable keys,
            Map<StoreId, Long> places,
            BiConsumer<NodeId, Message> sender,
            Fetcher fetcher,
            Probe probe,
            Timers timers,
            LongSupplier clock) {
        this.journal = journal;
        this.keys = keys;
        this.places = places;
        this.sender = sender;
        this.fetcher = fetcher;
        this.probe = probe;
        this.timers = timers;
        this.clock = clock;
    }

    /** Compares with one node, and has it compare in turn. */
    void compareWith(NodeId node) {
        sender.accept(node, digest(false));
    }

    /** A node told what it has; voters alone are pulled from, since everything is committed at voters. */
    void onDigest(NodeId from, boolean fromVoter, Digest theirs, long now) {
        CommitDigest here = journal.digest();
        if (theirs.commits() == here.commits() && here.hasWords(theirs.buckets())) {
            sources.remove(from);
            return;
        }
        Digest mine = digest(true);
        if (!theirs.reply()) {
            sender.accept(from, mine);
        }
        if (fromVoter && theirs.commits() > 0 && theirs.buckets().size() == CommitDigest.BUCKETS) {
            pull(from, mine.buckets(), theirs.buckets(), now);
        }
    }

    /** Copies the words anew only after commits: without them, nodes compare the same digest over and over. */
    private Digest digest(boolean reply) {
        CommitDigest digest = journal.digest();
        if (words.size() == 0 || wordsCommits != digest.commits()) {
            words = digest.toWords();
            wordsCommits = digest.commits();
        }
        return new Digest(wordsCommits, words, reply);
    }

    private void pull(NodeId from, Words mine, Words theirs, long now) {
        Source source = sources.computeIfAbsent(from, node -> new Source(node, places.getOrDefault(node.store(), 0L)));
        if (source.active && now - source.asked < PAGE_MICROS) {
            return;
        }
        source.lasting = source.differsAsBefore(mine, theirs) ? source.lasting + 1 : 0;
        if (source.lasting >= LASTING) {
            source.lasting = 0;
            source.place = 0;
        }
        source.active = true;
        checkLater();
        ask(source, now);
    }

    private void ask(Source source, long now) {
        source.asked = now;
        source.missing = new ArrayList<>();
        source.next = -1;
        sender.accept(source.node, new Pull(source.place, PAGE));
    }

    /** Names the keys committed here; only durable ones, so that no place is ever given to two keys. */
    void onPull(NodeId from, Pull pull) {
        sender.accept(from, journal.commitsAfter(pull.after(), Math.clamp(pull.limit(), 1, Message.MAX_PULLED)));
    }

    void onPulled(NodeId from, Pulled page, long now) {
        Source source = sources.get(from);
        if (source == null || !source.active || page.after() != source.place || source.next >= 0) {
            return;
        }
        List<Key> missing = new ArrayList<>();
        for (Pulled.Entry entry : page.entries()) {
            if (keys.get(entry.key()).state() instanceof Committed committed) {
                if (!committed.pid().equals(entry.pid())) {
                    throw new ProtocolViolation("key " + entry.key() + " is committed to " + committed.pid()
                            + " here and to " + entry.pid() + " at " + from);
                }
            } else {
                missing.add(entry.key());
                fetcher.fetch(from, entry);
            }
        }
        source.missing = missing;
        source.next = page.next();
        source.end = page.end();
        probe.keysPulled(missing.size());
        advance(source, now);
    }

    /** While anything is pulled: goes on with every source whose page is complete, gives up those that take too long. */
    private void check() {
        checking = false;
        for (Source source : sources.values()) {
            if (source.active) {
                advance(source, clock.getAsLong());
            }
        }
        if (isPulling()) {
            checkLater();
        }
    }

    private void checkLater() {
        if (!checking) {
            checking = true;
            timers.at(clock.getAsLong() + CHECK_MICROS, this::check);
        }
    }

    private void advance(Source source, long now) {
        if (source.next >= 0) {
            source.missing.removeIf(key -> keys.get(key).state() instanceof Committed);
            if (source.missing.isEmpty()) {
                source.place = source.next;
                places.put(source.node.store(), source.place);
                journal.append(new Journal.Entry.PulledFrom(source.node.store(), source.place));
                if (source.end) {
                    source.active = false;
                } else {
                    ask(source, now);
                }
                return;
            }
        }
        if (now - source.asked >= PAGE_MICROS) {
            source.active = false;
        }
    }

    /** The node has no session any more. */
    void left(@Nullable NodeId node) {
        Source source = node == null ? null : sources.get(node);
        if (source != null) {
            source.active = false;
        }
    }

    /** Whether anything is being pulled at the moment. */
    private boolean isPulling() {
        for (Source source : sources.values()) {
            if (source.active) {
                return true;
            }
        }
        return false;
    }
}
