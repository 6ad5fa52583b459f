package io.replicator.simulator.disk;

import io.replicator.engine.message.Message.Pulled;
import io.replicator.engine.model.CommitDigest;
import io.replicator.engine.model.Config;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.KeyState;
import io.replicator.engine.model.KeyState.Undecided;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.StoreId;
import io.replicator.engine.port.Journal;
import io.replicator.simulator.random.RandomStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A data folder with explicit watermarks, which outlives the boots of its node.
 *
 * <pre>
 * entries   0 ... synced ... written ... appended
 *           stable       in the page     in the process
 *           storage      cache           alone
 * </pre>
 *
 * What is written shows when the journal is read, and survives the end of the process; what is synced survives the end of
 * the machine too. Of the rest a crash keeps a prefix, each entry whole or not at all: a torn tail is an entry that is not
 * kept. A boot makes everything durable that it finds, before the driver sees it.
 */
public final class SimDisk implements Journal {

    private final StoreId store;
    private final RandomStream random;
    private final DiskWorld world;
    private DiskTiming timing = DiskTiming.USUAL;

    private final List<Entry> entries = new ArrayList<>();
    /** What each entry changes when it is written or synced. */
    private final List<Cell> cells = new ArrayList<>();

    /** Entries of earlier boots, which the numbers of this boot's entries do not count. */
    private int base;

    private int written;
    private int synced;
    private long boot;
    /** Counts writes, so that one that a crash cut off is not taken for one of the next boot. */
    private long writes;

    private boolean busy;
    private long wanted;
    private int syncs;
    private boolean failNext;
    private boolean full;

    private final Map<Key, Cell> keys = new HashMap<>();
    private final List<Commit> commits = new ArrayList<>();
    private CommitDigest digest = new CommitDigest();

    /** What the entries up to {@link #written} and up to {@link #synced} add up to for one key. */
    private static final class Cell {
        /** Of entries that concern no key. */
        static final Cell NONE = new Cell();

        KeyState shown = KeyState.UNTOUCHED;
        KeyState durable = KeyState.UNTOUCHED;
    }

    /** A commit, and its place among the entries. */
    private record Commit(Pulled.Entry entry, int place) {}

    public SimDisk(StoreId store, RandomStream random, DiskWorld world) {
        this.store = store;
        this.random = random;
        this.world = world;
    }

    // ---- What the world does to it.

    public StoreId store() {
        return store;
    }

    /** How long writes and syncs take from now on. */
    public void timing(DiskTiming newTiming) {
        timing = newTiming;
    }

    /** The next write or sync fails. */
    public void failNext() {
        failNext = true;
    }

    /** The next write or sync fails no longer. */
    public void forgiveFailure() {
        failNext = false;
    }

    /** From now on every write fails, or no longer. */
    public void fill(boolean isFull) {
        full = isFull;
    }

    public boolean isFull() {
        return full;
    }

    /** Puts an entry there before the first boot. */
    public void format(Entry entry) {
        entries.add(entry);
        cells.add(Cell.NONE);
        written = entries.size();
        synced = written;
    }

    /** Begins a boot: reads everything back and makes it durable. */
    public void boot() {
        boot++;
        busy = false;
        wanted = 0;
        base = entries.size();
        written = base;
        synced = base;
        readBack();
    }

    /** What there is after a crash or at a boot. */
    private void readBack() {
        keys.clear();
        cells.clear();
        commits.clear();
        digest = new CommitDigest();
        for (int place = 0; place < entries.size(); place++) {
            index(entries.get(place), place);
            show(place);
            if (place < synced) {
                store(place);
            }
        }
    }

    /** The process ends, the machine does not: of what was appended and not written yet, so many entries survive. */
    public void kill(int survivors) {
        lose(written + survivors);
    }

    /** The machine ends: of what was not synced, so many entries survive. */
    public void losePower(int survivors) {
        lose(synced + survivors);
    }

    private void lose(int keep) {
        if (keep < entries.size()) {
            entries.subList(keep, entries.size()).clear();
        }
        written = Math.min(written, entries.size());
        writes++;
        busy = false;
        readBack();
    }

    /** How many entries the end of the process may take. */
    public int unwritten() {
        return entries.size() - written;
    }

    /** How many entries the end of the machine may take. */
    public int unsynced() {
        return entries.size() - synced;
    }

    public int syncs() {
        return syncs;
    }

    // ---- What invariants look at.

    /** What is on stable storage of a key. */
    public KeyState durable(Key key) {
        Cell cell = keys.get(key);
        return cell == null ? KeyState.UNTOUCHED : cell.durable;
    }

    /** All commits appended so far. */
    public Map<Key, Pid> committed() {
        Map<Key, Pid> all = HashMap.newHashMap(commits.size());
        commits.forEach(commit -> all.put(commit.entry().key(), commit.entry().pid()));
        return all;
    }

    /** How many commits were appended so far. */
    public int commits() {
        return commits.size();
    }

    // ---- The journal.

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
    public long append(Entry entry) {
        entries.add(entry);
        index(entry, entries.size() - 1);
        world.appended(entry);
        return (long) entries.size() - base;
    }

    @Override
    public void flush(long syncThrough) {
        wanted = Math.max(wanted, base + syncThrough);
        if (busy || (written == entries.size() && synced >= wanted)) {
            return;
        }
        if (full) {
            world.failed("the disk is full");
            return;
        }
        boolean sync = wanted > synced;
        if (sync && world.reached(Moment.BEFORE_SYNC)) {
            return;
        }
        busy = true;
        int target = entries.size();
        long write = ++writes;
        long takes = timing.draw(sync, random);
        if (sync) {
            syncs++;
        }
        if (sync && world.expects(Moment.DURING_SYNC)) {
            world.in(takes / 2, () -> world.reached(Moment.DURING_SYNC));
        }
        world.in(takes, () -> {
            if (write == writes) {
                complete(target, sync);
            }
        });
    }

    private void complete(int target, boolean sync) {
        busy = false;
        if (failNext) {
            failNext = false;
            world.failed(sync ? "a sync failed" : "a write failed");
            return;
        }
        for (; written < target; written++) {
            show(written);
        }
        if (sync) {
            for (; synced < target; synced++) {
                store(synced);
            }
            if (world.reached(Moment.AFTER_SYNC)) {
                return;
            }
        }
        world.journaled((long) written - base, (long) synced - base);
    }

    /** The entry shows from now on. */
    private void show(int place) {
        Cell cell = cells.get(place);
        cell.shown = after(entries.get(place), cell.shown);
    }

    /** The entry is on stable storage from now on. */
    private void store(int place) {
        Cell cell = cells.get(place);
        cell.durable = after(entries.get(place), cell.durable);
    }

    private static KeyState after(Entry entry, KeyState before) {
        return switch (entry) {
            case Entry.Voted voted -> voted.state();
            case Entry.Committed committed -> committed.state();
            case Entry.Configured _, Entry.PulledFrom _ -> before;
        };
    }

    private void index(Entry entry, int place) {
        cells.add(
                switch (entry) {
                    case Entry.Voted voted -> keys.computeIfAbsent(voted.key(), _ -> new Cell());
                    case Entry.Committed committed -> keys.computeIfAbsent(committed.key(), _ -> new Cell());
                    case Entry.Configured _, Entry.PulledFrom _ -> Cell.NONE;
                });
        if (entry instanceof Entry.Committed committed) {
            Pid pid = committed.state().pid();
            digest.add(committed.key(), pid);
            commits.add(new Commit(new Pulled.Entry(committed.key(), pid), place));
        }
    }

    @Override
    public KeyState load(Key key) {
        Cell cell = keys.get(key);
        return cell == null ? KeyState.UNTOUCHED : cell.shown;
    }

    private static boolean isUndecided(KeyState state) {
        return state instanceof Undecided undecided
                && (undecided.vote() != null || !undecided.promised().isFast());
    }

    @Override
    public List<Key> undecided(@Nullable Key after, int limit) {
        return keys.entrySet().stream()
                .filter(entry -> isUndecided(entry.getValue().shown))
                .map(Map.Entry::getKey)
                .filter(key -> after == null || key.compareTo(after) > 0)
                .sorted()
                .limit(limit)
                .toList();
    }

    @Override
    public Pulled commitsAfter(long place, int limit) {
        List<Pulled.Entry> page = new ArrayList<>();
        int next = (int) place;
        while (next < commits.size() && commits.get(next).place() < synced && page.size() < limit) {
            page.add(commits.get(next++).entry());
        }
        boolean end = next >= commits.size() || commits.get(next).place() >= synced;
        return new Pulled(place, page, next, end);
    }

    @Override
    public CommitDigest digest() {
        return digest;
    }
}
