package io.replicator.engine.world;

import io.replicator.engine.model.Key;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.TxId;
import io.replicator.engine.model.Value;
import io.replicator.engine.outcome.ReadOutcome;
import io.replicator.engine.outcome.StoreOutcome;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What clients were told and nodes committed, and whether all of it fits together. Each line is checked as it is written:
 * a contradiction throws {@link Broken} at once.
 */
public final class History {

    /** A promise of the protocol was broken. */
    public static final class Broken extends AssertionError {
        private static final long serialVersionUID = 1;

        Broken(String what) {
            super(what);
        }
    }

    /** One store of one client. */
    public static final class Store {
        public final Key key;
        public final Value value;
        public final TxId txId;
        public final boolean madeHere;
        public final SimNode node;
        public @Nullable StoreOutcome outcome;
        public final long begin;
        public long end = -1;
        boolean lost;

        Store(Key key, Value value, TxId txId, boolean madeHere, SimNode node, long begin) {
            this.key = key;
            this.value = value;
            this.txId = txId;
            this.madeHere = madeHere;
            this.node = node;
            this.begin = begin;
        }

        public StoreOutcome outcome() {
            if (outcome == null) {
                throw new Broken("no answer yet to the store of " + key + " at " + node);
            }
            return outcome;
        }

        public boolean isDone() {
            return outcome != null;
        }
    }

    /** One read of one client. */
    public static final class Read {
        public final Key key;
        public final SimNode node;
        public final long begin;
        public @Nullable ReadOutcome outcome;
        boolean lost;

        Read(Key key, SimNode node, long begin) {
            this.key = key;
            this.node = node;
            this.begin = begin;
        }

        public ReadOutcome outcome() {
            if (outcome == null) {
                throw new Broken("no answer yet to the read of " + key + " at " + node);
            }
            return outcome;
        }
    }

    private final World world;
    public final List<Store> stores = new ArrayList<>();
    public final List<Read> reads = new ArrayList<>();
    /** The outcome of each key, from whoever spoke of it first. */
    private final Map<Key, Pid> winners = new HashMap<>();
    /** Since when each key was known to a client: no later read may miss it. */
    private final Map<Key, Long> knownSince = new HashMap<>();
    /** Proposals of which a client was told for good that they never win. */
    private final Map<Key, Set<Pid>> denied = new HashMap<>();
    /** Stores that clients were told of, which every classic quorum must show from then on. */
    private final Map<Key, Pid> acknowledged = new HashMap<>();

    History(World world) {
        this.world = world;
    }

    Store begin(Key key, Value value, TxId txId, boolean madeHere, SimNode node) {
        Store store = new Store(key, value, txId, madeHere, node, world.time());
        stores.add(store);
        return store;
    }

    Read begin(Key key, SimNode node) {
        Read read = new Read(key, node, world.time());
        reads.add(read);
        return read;
    }

    /** The clients of a node that crashed get no answer any more. */
    void crashed(SimNode node) {
        stores.stream().filter(store -> store.node == node && !store.isDone()).forEach(store -> store.lost = true);
        reads.stream().filter(read -> read.node == node && read.outcome == null).forEach(read -> read.lost = true);
    }

    void committed(SimNode node, Key key, Pid pid) {
        won(key, pid, node + " committed it");
    }

    private void won(Key key, Pid pid, String who) {
        Pid first = winners.putIfAbsent(key, pid);
        if (first != null && !first.equals(pid)) {
            throw new Broken("key " + key + " has two outcomes, " + first + " and " + pid + ": " + who);
        }
        if (denied.getOrDefault(key, Set.of()).contains(pid)) {
            throw new Broken(
                    "key " + key + ": " + pid + " won although its client was told that it never would: " + who);
        }
    }

    void end(Store store, StoreOutcome outcome) {
        if (store.lost) {
            throw new Broken("a crashed node answered");
        }
        if (store.outcome != null) {
            throw new Broken("two answers to one store of " + store.key + ": " + store.outcome + ", " + outcome);
        }
        store.outcome = outcome;
        store.end = world.time();
        if (outcome instanceof StoreOutcome.NotAttempted && !world.isFounded()) {
            return;
        }
        Pid own = Pid.of(world.config().network(), store.key, store.txId, store.value);
        switch (outcome) {
            case StoreOutcome.Stored stored -> acknowledge(store, own, stored.pid());
            case StoreOutcome.AlreadyYours yours -> acknowledge(store, own, yours.pid());
            case StoreOutcome.KeyExists exists -> {
                known(store.key, exists.winnerPid(), "a 409 at " + store.node);
                deny(store.key, own, "409 key-exists");
                if (exists.sameValue()
                        != Pid.of(world.config().network(), store.key, exists.winner(), store.value)
                                .equals(exists.winnerPid())) {
                    throw new Broken("a wrong sameValue");
                }
            }
            case StoreOutcome.KeyReserved _ -> {
                if (!store.madeHere) {
                    throw new Broken("409 key-reserved for a transaction that may have been sent before");
                }
                deny(store.key, own, "409 key-reserved");
            }
            case StoreOutcome.NotAttempted _ -> {
                if (store.madeHere) {
                    deny(store.key, own, "503 not-attempted");
                }
            }
            case StoreOutcome.TxReused reused -> {
                boolean really = stores.stream()
                        .anyMatch(other -> other.key.equals(store.key)
                                && other.txId.equals(store.txId)
                                && !other.value.equals(store.value));
                if (!really || reused.holderPid().equals(own)) {
                    throw new Broken("422 tx-reused for a transaction that was used once");
                }
            }
            case StoreOutcome.Unknown _ -> {
                // Says nothing.
            }
        }
    }

    private void acknowledge(Store store, Pid own, Pid told) {
        if (!own.equals(told)) {
            throw new Broken("a client was told that another proposal than its own is stored");
        }
        known(store.key, own, "acknowledged by " + store.node);
        acknowledged.put(store.key, own);
        Durability.check(world, store.key, own);
    }

    private void known(Key key, Pid pid, String who) {
        won(key, pid, who);
        knownSince.putIfAbsent(key, world.time());
    }

    private void deny(Key key, Pid pid, String how) {
        if (pid.equals(winners.get(key))) {
            throw new Broken("key " + key + ": " + how + " for the very proposal that won");
        }
        denied.computeIfAbsent(key, _ -> new HashSet<>()).add(pid);
    }

    void end(Read read, ReadOutcome outcome) {
        if (read.outcome != null || read.lost) {
            throw new Broken("two answers to one read of " + read.key);
        }
        read.outcome = outcome;
        switch (outcome) {
            case ReadOutcome.Found found -> known(read.key, found.committed().pid(), "read at " + read.node);
            case ReadOutcome.NotFound _ -> {
                Long since = knownSince.get(read.key);
                if (since != null && since < read.begin) {
                    throw new Broken("the read of " + read.key + " at " + read.node + " from " + read.begin
                            + " found nothing, though its outcome was known since " + since);
                }
            }
            case ReadOutcome.Unavailable _ -> {
                // Says nothing.
            }
        }
    }

    // ---- After the end.

    /** Every acknowledged store shows in every classic quorum's durable state. */
    void checkDurability() {
        acknowledged.forEach((key, pid) -> Durability.check(world, key, pid));
    }

    /** Clients whose node did not crash and who have no answer, which none may be after its deadline. */
    public List<String> unanswered() {
        List<String> waiting = new ArrayList<>();
        stores.stream()
                .filter(store -> !store.isDone() && !store.lost)
                .forEach(store -> waiting.add("store of " + store.key + " at " + store.node));
        reads.stream()
                .filter(read -> read.outcome == null && !read.lost)
                .forEach(read -> waiting.add("read of " + read.key + " at " + read.node));
        return waiting;
    }

    public Map<Key, Pid> winners() {
        return winners;
    }
}
