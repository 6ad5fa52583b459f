package io.replicator.engine.driver;

import io.replicator.engine.model.Key;
import io.replicator.engine.model.KeyState;
import io.replicator.engine.model.KeyState.Committed;
import io.replicator.engine.port.Journal;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The state of keys as this node has it, whether it is durable yet or not, with the journal entry that makes it so.
 * What the journal does not show yet is kept here until it does; undecided keys stay a while longer, since their outcome
 * usually follows soon. Not thread-safe.
 */
final class KeyTable {

    /** Undecided keys that are kept in memory although the journal has them. */
    static final int MAX_CACHED = 16_384;
    /** Bytes of values above which they are not kept any longer than they must. */
    static final long MAX_CACHED_BYTES = 8 << 20;

    /** @param entry the journal entry after whose sync the state may be reported */
    record Known(KeyState state, long entry) {}

    private record Appended(Key key, long entry) {}

    private final Journal journal;
    private final Map<Key, Known> known = new LinkedHashMap<>();
    private final ArrayDeque<Appended> unwritten = new ArrayDeque<>();
    private long written;
    private long appended;
    private long bytes;

    KeyTable(Journal journal) {
        this.journal = journal;
    }

    /**
     * The state of a key. What is read back from the journal may have been written but not synced yet: it may be reported
     * once everything written so far is synced.
     */
    Known get(Key key) {
        Known found = known.get(key);
        return found == null ? new Known(journal.load(key), written) : found;
    }

    /** Appends a new state; returns its entry. */
    long put(Key key, KeyState state) {
        long entry = journal.append(
                switch (state) {
                    case Committed committed -> new Journal.Entry.Committed(key, committed);
                    case KeyState.Undecided undecided -> new Journal.Entry.Voted(key, undecided);
                });
        appended = entry;
        forget(key);
        known.put(key, new Known(state, entry));
        bytes += bytesOf(state);
        unwritten.add(new Appended(key, entry));
        return entry;
    }

    /** The last entry that a key's state was appended as. */
    long appended() {
        return appended;
    }

    /** The journal shows everything up to this entry. */
    void written(long entry) {
        written = entry;
        for (Appended first = unwritten.peek(); first != null && first.entry <= entry; first = unwritten.peek()) {
            unwritten.remove();
            Known current = known.get(first.key);
            if (current != null && current.entry <= entry && current.state instanceof Committed) {
                forget(first.key);
            }
        }
        Iterator<Known> eldest = known.values().iterator();
        while (isTooLarge() && eldest.hasNext()) {
            Known next = eldest.next();
            if (next.entry > entry) {
                break;
            }
            eldest.remove();
            bytes -= bytesOf(next.state);
        }
    }

    private boolean isTooLarge() {
        return known.size() - unwritten.size() > MAX_CACHED || bytes > MAX_CACHED_BYTES;
    }

    private void forget(Key key) {
        Known removed = known.remove(key);
        if (removed != null) {
            bytes -= bytesOf(removed.state);
        }
    }

    private static long bytesOf(KeyState state) {
        return switch (state) {
            case Committed committed -> committed.value().length();
            case KeyState.Undecided undecided ->
                undecided.vote() == null ? 0 : undecided.vote().value().length();
        };
    }
}
