package io.replicator.node.http;

import io.replicator.engine.model.Ballot;
import io.replicator.engine.model.ClusterId;
import io.replicator.engine.model.Hash256;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.KeyState;
import io.replicator.engine.model.NetworkId;
import io.replicator.engine.model.NodeId;
import io.replicator.engine.model.PeerId;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.StoreId;
import io.replicator.engine.model.TxId;
import io.replicator.engine.model.Value;
import io.replicator.engine.outcome.ReadOutcome;
import io.replicator.engine.outcome.StoreOutcome;
import io.replicator.node.replica.Replica;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A write-once store in memory, which a test can make slow, or answer what it likes. */
class MemoryReplica implements Replica {

    static final NetworkId NETWORK = new NetworkId(Hash256.ZERO);
    static final NodeId NODE = new NodeId(new PeerId("12D3KooWTestNode"), new StoreId(1, 2));
    static final ClusterId CLUSTER = new ClusterId("east");

    /** A store as it reached the replica. */
    record Asked(Key key, Value value, TxId txId, boolean madeHere, Duration timeout) {}

    final LinkedBlockingQueue<Asked> asked = new LinkedBlockingQueue<>();
    final LinkedBlockingQueue<CompletableFuture<StoreOutcome>> held = new LinkedBlockingQueue<>();
    volatile boolean holding;
    volatile @Nullable StoreOutcome outcome;
    volatile @Nullable ReadOutcome remote;
    /** What a look at a proposal waits for, if it has to. */
    volatile @Nullable CompletableFuture<Void> look;

    volatile Readiness readiness = new Readiness(true, "a quorum is connected");

    private final Map<Key, KeyState.Committed> committed = new ConcurrentSkipListMap<>();
    private final Map<Key, CompletableFuture<ReadOutcome>> waiting = new ConcurrentHashMap<>();
    private final Executor engine;

    /**
     * @param engine completes what is asked, as the engine's thread does
     */
    MemoryReplica(Executor engine) {
        this.engine = engine;
    }

    @Override
    public CompletableFuture<StoreOutcome> store(Key key, Value value, TxId txId, boolean madeHere, Duration timeout) {
        asked.add(new Asked(key, value, txId, madeHere, timeout));
        CompletableFuture<StoreOutcome> answer = new CompletableFuture<>();
        if (holding) {
            held.add(answer);
        } else {
            engine.execute(() -> answer.complete(decide(key, value, txId)));
        }
        return answer;
    }

    private StoreOutcome decide(Key key, Value value, TxId txId) {
        StoreOutcome fixed = outcome;
        if (fixed != null) {
            return fixed;
        }
        KeyState.Committed mine = new KeyState.Committed(Pid.of(NETWORK, key, txId, value), txId, value);
        KeyState.Committed first = committed.putIfAbsent(key, mine);
        if (first == null) {
            CompletableFuture<ReadOutcome> waiter = waiting.remove(key);
            if (waiter != null) {
                waiter.complete(new ReadOutcome.Found(mine));
            }
            return new StoreOutcome.Stored(txId, mine.pid());
        }
        if (!first.txId().equals(txId)) {
            return new StoreOutcome.KeyExists(
                    txId, first.txId(), first.pid(), first.value().equals(value));
        }
        return first.value().equals(value)
                ? new StoreOutcome.AlreadyYours(txId, first.pid())
                : new StoreOutcome.TxReused(txId, first.pid());
    }

    @Override
    public CompletableFuture<ReadOutcome> read(Key key, Duration timeout) {
        CompletableFuture<ReadOutcome> answer = new CompletableFuture<>();
        ReadOutcome fixed = remote;
        engine.execute(() -> answer.complete(fixed == null ? new ReadOutcome.NotFound() : fixed));
        return answer;
    }

    @Override
    public CompletableFuture<ReadOutcome> await(Key key, Duration timeout) {
        return waiting.computeIfAbsent(key, k -> new CompletableFuture<>())
                .completeOnTimeout(new ReadOutcome.NotFound(), timeout.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public KeyState.@Nullable Committed committed(Key key) {
        return committed.get(key);
    }

    @Override
    public CompletableFuture<Optional<Proposed>> proposed(Key key) {
        if (!key.toString().startsWith("proposed")) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        Pid pid = Pid.of(NETWORK, key, new TxId("t"), Value.EMPTY);
        Proposed proposed = new Proposed(Ballot.FAST, Ballot.FAST, pid, new TxId("t"), 17);
        CompletableFuture<Void> looked = look;
        return looked == null
                ? CompletableFuture.completedFuture(Optional.of(proposed))
                : looked.thenApply(_ -> Optional.of(proposed));
    }

    @Override
    public List<StoredKey> keys(byte[] prefix, @Nullable Key after, int limit) {
        List<StoredKey> page = new ArrayList<>();
        committed.forEach((key, state) -> {
            byte[] bytes = key.unsafeBytes();
            boolean fits = bytes.length >= prefix.length
                    && Arrays.equals(bytes, 0, prefix.length, prefix, 0, prefix.length)
                    && (after == null || key.compareTo(after) > 0);
            if (fits && page.size() < limit) {
                page.add(new StoredKey(key, state.pid(), state.value().length()));
            }
        });
        return page;
    }

    @Override
    public Identity identity() {
        return new Identity(NODE, CLUSTER, NETWORK, 1, true);
    }

    @Override
    public List<Peer> peers() {
        NodeId other = new NodeId(new PeerId("12D3KooWOtherNode"), new StoreId(3, 4));
        return List.of(
                new Peer(NODE, CLUSTER, Role.VOTER, List.of("/ip4/127.0.0.1/tcp/4001"), true, true, 0, -1),
                new Peer(other, CLUSTER, Role.LEARNER, List.of(), false, false, -1, 250));
    }

    @Override
    public List<Cluster> clusters() {
        return List.of(new Cluster(CLUSTER, 3, 1, 3, 2, true));
    }

    @Override
    public Readiness readiness() {
        return readiness;
    }
}
