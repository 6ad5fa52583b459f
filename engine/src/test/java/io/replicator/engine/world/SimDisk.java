package io.replicator.engine.world;

import io.replicator.engine.message.Message.Pulled;
import io.replicator.engine.model.Ballot;
import io.replicator.engine.model.CommitDigest;
import io.replicator.engine.model.Config;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.KeyState;
import io.replicator.engine.model.KeyState.Committed;
import io.replicator.engine.model.KeyState.Undecided;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.StoreId;
import io.replicator.engine.model.Vote;
import io.replicator.engine.port.Journal;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A disk with explicit watermarks. What is appended shows once it is written, and survives a crash for certain once it is
 * synced; what lies between survives as a prefix of random length. One disk outlives the boots of its node.
 */
public class SimDisk implements Journal {

    /** Told of every commit as it is appended, whether it will survive or not. */
    interface CommitListener {
        void appended(Key key, Committed committed);
    }

    /** Runs something after a delay, if the node still lives then. */
    interface Later {
        void in(long micros, Runnable action);
    }

    /** Takes the two watermarks. */
    interface Watermarks {
        void journaled(long written, long synced);
    }

    /** Ways to break the contract, for tests that show that it is noticed. */
    enum Fault {
        NONE,
        /** Reports entries as synced that are only written. */
        REPORTS_SYNC_TOO_EARLY,
        /** Forgets in a crash what was promised beyond the last vote. */
        FORGETS_PROMISES,
        /** Forgets one vote out of four in a crash. */
        FORGETS_VOTES,
        /** Keeps ballots in one field: what is promised passes for what was voted at. */
        MERGES_PROMISE_AND_VOTE
    }

    private final StoreId store;
    private final Fault fault;
    private final List<Entry> entries = new ArrayList<>();
    /** Entries of earlier boots, which the numbers of this boot's entries do not count. */
    private int base;

    private int written;
    private int synced;
    private long boot;
    private boolean busy;
    private long wanted;
    private int syncs;
    long writeMicros = 20;
    long syncMicros = 200;

    private final Map<Key, KeyState> shown = new TreeMap<>();
    private final List<Pulled.Entry> commits = new ArrayList<>();
    /** The position in {@link #entries} of each of {@link #commits}. */
    private final List<Integer> commitPlaces = new ArrayList<>();

    private CommitDigest digest = new CommitDigest();
    private CommitListener listener = (_, _) -> {};
    private Later later = (_, action) -> action.run();
    private Watermarks watermarks = (_, _) -> {};

    SimDisk(StoreId store) {
        this(store, Fault.NONE);
    }

    SimDisk(StoreId store, Fault fault) {
        this.store = store;
        this.fault = fault;
    }

    void onCommit(CommitListener newListener) {
        listener = newListener;
    }

    StoreId store() {
        return store;
    }

    /** Puts an entry there before the first boot. */
    void format(Entry entry) {
        entries.add(entry);
        written = entries.size();
        synced = written;
    }

    /** Begins a boot. */
    void boot(Later newLater, Watermarks newWatermarks) {
        boot++;
        busy = false;
        wanted = 0;
        later = newLater;
        watermarks = newWatermarks;
        base = entries.size();
        written = base;
        synced = base;
        shown.clear();
        commits.clear();
        commitPlaces.clear();
        digest = new CommitDigest();
        for (int place = 0; place < base; place++) {
            index(place);
            show(entries.get(place));
        }
    }

    /** Loses what is not synced, but for the first few entries of it. */
    void crash(int survivors) {
        int keep = Math.min(entries.size(), synced + survivors);
        entries.subList(keep, entries.size()).clear();
        entries.replaceAll(this::damaged);
        later = (_, _) -> {};
    }

    private Entry damaged(Entry entry) {
        if (entry instanceof Entry.Voted(Key key, Undecided(Ballot promised, Vote vote))) {
            boolean forgotten = fault == Fault.FORGETS_VOTES && key.hashCode() % 4 == 0;
            Ballot kept = fault == Fault.FORGETS_PROMISES ? vote == null ? Ballot.FAST : vote.ballot() : promised;
            return new Entry.Voted(key, new Undecided(kept, forgotten ? null : vote));
        }
        return entry;
    }

    int unsynced() {
        return entries.size() - synced;
    }

    /** Syncs so far, over all boots. */
    int syncs() {
        return syncs;
    }

    /** What would be there after the worst of crashes. */
    KeyState durable(Key key) {
        KeyState state = KeyState.UNTOUCHED;
        for (Entry entry : entries.subList(0, synced)) {
            if (entry instanceof Entry.Voted voted && voted.key().equals(key)) {
                state = voted.state();
            } else if (entry instanceof Entry.Committed committed
                    && committed.key().equals(key)) {
                state = committed.state();
            }
        }
        return state;
    }

    /** All commits appended so far. */
    Map<Key, Pid> committed() {
        Map<Key, Pid> all = new TreeMap<>();
        commits.forEach(entry -> all.put(entry.key(), entry.pid()));
        return all;
    }

    @Override
    public Recovered recovered() {
        List<Config> chain = new ArrayList<>();
        long active = 0;
        Map<StoreId, Long> places = new HashMap<>();
        for (Entry entry : entries) {
            switch (entry) {
                case Entry.Configured configured -> {
                    chain.add(configured.config());
                    active = configured.active() ? configured.config().epoch() : active;
                }
                case Entry.PulledFrom pulled -> places.put(pulled.source(), pulled.place());
                default -> {
                    // Keys are read one by one.
                }
            }
        }
        return new Recovered(store, boot, chain, active, places);
    }

    @Override
    public long append(Entry appended) {
        Entry entry = appended;
        if (fault == Fault.MERGES_PROMISE_AND_VOTE
                && appended instanceof Entry.Voted(Key key, Undecided(Ballot promised, Vote vote))
                && vote != null) {
            Vote raised = new Vote(promised, vote.pid(), vote.txId(), vote.value());
            entry = new Entry.Voted(key, new Undecided(promised, raised));
        }
        entries.add(entry);
        index(entries.size() - 1);
        if (entry instanceof Entry.Committed committed) {
            listener.appended(committed.key(), committed.state());
        }
        return (long) entries.size() - base;
    }

    @Override
    public void flush(long syncThrough) {
        wanted = Math.max(wanted, base + syncThrough);
        if (busy || (written == entries.size() && synced >= wanted)) {
            return;
        }
        busy = true;
        int target = entries.size();
        boolean sync = wanted > synced;
        syncs += sync ? 1 : 0;
        later.in(sync ? syncMicros : writeMicros, () -> {
            busy = false;
            for (; written < target; written++) {
                show(entries.get(written));
            }
            synced = sync ? target : synced;
            watermarks.journaled((long) written - base, (long) synced - base);
        });
        if (fault == Fault.REPORTS_SYNC_TOO_EARLY) {
            later.in(0, () -> watermarks.journaled((long) written - base, (long) target - base));
        }
    }

    private void show(Entry entry) {
        switch (entry) {
            case Entry.Voted voted -> shown.put(voted.key(), voted.state());
            case Entry.Committed committed -> shown.put(committed.key(), committed.state());
            default -> {
                // Shown by recovered().
            }
        }
    }

    private void index(int place) {
        if (entries.get(place) instanceof Entry.Committed committed) {
            digest.add(committed.key(), committed.state().pid());
            commits.add(new Pulled.Entry(committed.key(), committed.state().pid()));
            commitPlaces.add(place);
        }
    }

    @Override
    public KeyState load(Key key) {
        return shown.getOrDefault(key, KeyState.UNTOUCHED);
    }

    @Override
    public List<Key> undecided(@Nullable Key after, int limit) {
        return shown.entrySet().stream()
                .filter(entry -> entry.getValue() instanceof Undecided)
                .map(Map.Entry::getKey)
                .filter(key -> after == null || key.compareTo(after) > 0)
                .limit(limit)
                .toList();
    }

    @Override
    public Pulled commitsAfter(long place, int limit) {
        List<Pulled.Entry> page = new ArrayList<>();
        int next = (int) place;
        while (next < commits.size() && commitPlaces.get(next) < synced && page.size() < limit) {
            page.add(commits.get(next++));
        }
        boolean end = next >= commits.size() || commitPlaces.get(next) >= synced;
        return new Pulled(place, page, next, end);
    }

    @Override
    public CommitDigest digest() {
        return digest;
    }
}
