package io.replicator.engine.driver;

import io.replicator.engine.model.Key;
import io.replicator.engine.port.Journal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Finds reservations whose coordinator is gone: votes that stay undecided here for longer than T_orphan (protocol section
 * 5). No reservation outlives its coordinator for long. Nodes take them up one after another, by their rank, so that
 * usually one of them does the work. Not thread-safe.
 */
final class Sweeper {

    static final long ORPHAN_MICROS = 2_000_000;
    static final long RANK_MICROS = 250_000;
    /** Ranks repeat after so many voters; else the last of a large network would wait for minutes. */
    static final int RANKS = 16;

    static final long JITTER_MICROS = 100_000;
    static final long INTERVAL_MICROS = 250_000;
    /** Undecided keys that are watched at a time; the journal knows the others. */
    static final int MAX_WATCHED = 65_536;
    /** Keys that one sweep takes up. */
    static final int MAX_AT_ONCE = 64;
    /** A key that could not be finished is taken up again after this time, doubled each time up to {@link #MAX_AGAIN_MICROS}. */
    static final long AGAIN_MICROS = 2_000_000;

    static final long MAX_AGAIN_MICROS = 30_000_000;

    private static final class Watched {
        final long since;
        long due;
        int tries;

        Watched(long since, long due) {
            this.since = since;
            this.due = due;
        }
    }

    private final Journal journal;
    private final Consumer<Key> finish;
    private final long patience;
    private final Map<Key, Watched> watched = new LinkedHashMap<>();
    /** Where the journal is read on, once there is room; null when all of its undecided keys are watched. */
    private @Nullable Key readAfter;

    private boolean reading;
    /** A key was left to the journal while it was being read, perhaps before the place that the reading has got to. */
    private boolean readAgain;

    /**
     * @param rank this node's place among the voters
     * @param finish takes a key up, unless it is worked on anyway
     */
    Sweeper(Journal journal, int rank, long jitterMicros, Consumer<Key> finish) {
        this.journal = journal;
        this.finish = finish;
        this.patience = ORPHAN_MICROS + (rank % RANKS) * RANK_MICROS + jitterMicros;
    }

    /** Takes over what the journal has undecided from earlier boots; these have waited long enough already. */
    void resume(long now) {
        reading = true;
        readAfter = null;
        readOn(now);
    }

    /** The key got a vote here. */
    void voted(Key key, long now) {
        if (watched.containsKey(key)) {
            return;
        }
        if (watched.size() < MAX_WATCHED) {
            watched.put(key, new Watched(now, now + patience));
        } else if (reading) {
            readAgain = true;
        } else {
            reading = true;
        }
    }

    /** There is nothing to finish at the key any more. */
    void settled(Key key) {
        watched.remove(key);
    }

    /** A client was turned away because of this key: it is worth a look, if it is old enough. */
    void wake(Key key, long now) {
        Watched entry = watched.get(key);
        if (entry != null && now - entry.since >= patience) {
            entry.due = now;
        }
    }

    /** A voter is back: what could not be finished for long may be now. */
    void voterReturned(long now) {
        for (Watched entry : watched.values()) {
            entry.tries = 0;
            entry.due = Math.min(entry.due, now + AGAIN_MICROS);
        }
    }

    /** Since when the key is undecided here, in this boot; -1 if it is not known to be. */
    long since(Key key) {
        Watched entry = watched.get(key);
        return entry == null ? -1 : entry.since;
    }

    int watching() {
        return watched.size();
    }

    void sweep(long now) {
        List<Key> due = new ArrayList<>();
        for (Map.Entry<Key, Watched> entry : watched.entrySet()) {
            if (entry.getValue().due <= now) {
                due.add(entry.getKey());
            }
            // Keys stand in the order of their votes: behind one that is too young there are only younger ones.
            if (due.size() == MAX_AT_ONCE || now - entry.getValue().since < patience / 2) {
                break;
            }
        }
        for (Key key : due) {
            Watched entry = watched.get(key);
            if (entry != null) {
                entry.due = now + Math.min(MAX_AGAIN_MICROS, AGAIN_MICROS << Math.min(entry.tries, 10));
                entry.tries++;
                finish.accept(key);
            }
        }
        if (reading && watched.size() < MAX_WATCHED / 2) {
            readOn(now);
        }
    }

    private void readOn(long now) {
        int room = MAX_WATCHED - watched.size();
        List<Key> keys = journal.undecided(readAfter, room);
        for (Key key : keys) {
            watched.putIfAbsent(key, new Watched(now, now + patience / 2));
        }
        if (keys.size() < room) {
            reading = readAgain;
            readAgain = false;
            readAfter = null;
        } else {
            readAfter = keys.getLast();
        }
    }
}
