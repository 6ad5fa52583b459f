package io.replicator.node.replica;

import io.replicator.engine.coordinator.ReadCall;
import io.replicator.engine.coordinator.StoreCall;
import io.replicator.engine.driver.Driver;
import io.replicator.engine.membership.Standing;
import io.replicator.engine.message.Message.Hello;
import io.replicator.engine.model.ClusterId;
import io.replicator.engine.model.Config;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.KeyState;
import io.replicator.engine.model.NodeId;
import io.replicator.engine.model.TxId;
import io.replicator.engine.model.Value;
import io.replicator.engine.model.Vote;
import io.replicator.engine.outcome.ReadOutcome;
import io.replicator.engine.outcome.StoreOutcome;
import io.replicator.engine.quorum.Quorums;
import io.replicator.engine.quorum.VoterSet;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The replica of this process. Committed keys are read on the caller's thread; everything else becomes a task of the
 * engine's thread. What the node thinks of itself and of its peers is published by that thread, so that looking at it
 * costs the engine nothing.
 */
public final class LocalReplica implements Replica {

    /** What is published: a consistent picture of the membership, made anew when something changes. */
    private record View(Identity identity, List<Peer> peers, List<Cluster> clusters, Readiness readiness) {}

    private static final Logger LOG = LoggerFactory.getLogger(LocalReplica.class);

    private final Driver driver;
    private final EngineThread engine;
    private final LocalStore store;
    private final BooleanSupplier overloaded;
    private final Function<NodeId, List<String>> addresses;
    private final Map<NodeId, Long> lastSeen = new HashMap<>();
    private volatile View view;
    private volatile boolean stopping;

    /**
     * @param overloaded whether stores are to be turned away for now, asked on the engine's thread
     * @param addresses where a node can be reached, as far as is known
     */
    public LocalReplica(
            Driver driver,
            EngineThread engine,
            LocalStore store,
            BooleanSupplier overloaded,
            Function<NodeId, List<String>> addresses) {
        this.driver = driver;
        this.engine = engine;
        this.store = store;
        this.overloaded = overloaded;
        this.addresses = addresses;
        this.view = look();
    }

    /** From now on new proposals are turned away; what is in flight goes on. */
    public void stopAccepting() {
        stopping = true;
    }

    /** Publishes the membership as it is now; on the engine's thread. */
    public void publish() {
        view = look();
    }

    @Override
    public CompletableFuture<StoreOutcome> store(Key key, Value value, TxId txId, boolean madeHere, Duration timeout) {
        CompletableFuture<StoreOutcome> outcome = new CompletableFuture<>();
        if (stopping) {
            outcome.complete(new StoreOutcome.NotAttempted(txId, "this node is stopping"));
            return outcome;
        }
        long deadline = EngineThread.nowMicros() + micros(timeout);
        StoreCall call = new StoreCall(key, value, txId, madeHere, deadline, result -> {
            if (result instanceof StoreOutcome.Unknown) {
                LOG.atInfo()
                        .addKeyValue("key", key)
                        .addKeyValue("txId", txId)
                        .log("the outcome of a store is unknown after {} ms", timeout.toMillis());
            }
            outcome.complete(result);
        });
        engine.execute(() -> propose(call));
        return outcome;
    }

    private void propose(StoreCall call) {
        if (overloaded.getAsBoolean()) {
            call.done().accept(new StoreOutcome.NotAttempted(call.txId(), "too much waits for this node's disk"));
        } else {
            driver.store(call);
        }
    }

    @Override
    public CompletableFuture<ReadOutcome> read(Key key, Duration timeout) {
        KeyState.Committed committed = store.committed(key);
        if (committed != null) {
            return CompletableFuture.completedFuture(new ReadOutcome.Found(committed));
        }
        CompletableFuture<ReadOutcome> outcome = new CompletableFuture<>();
        long deadline = EngineThread.nowMicros() + micros(timeout);
        engine.execute(() -> driver.read(new ReadCall(key, deadline, outcome::complete)));
        return outcome;
    }

    @Override
    public CompletableFuture<ReadOutcome> await(Key key, Duration timeout) {
        CompletableFuture<ReadOutcome> outcome = new CompletableFuture<>();
        long deadline = EngineThread.nowMicros() + micros(timeout);
        engine.execute(() -> driver.await(new ReadCall(key, deadline, outcome::complete)));
        return outcome;
    }

    @Override
    public KeyState.@Nullable Committed committed(Key key) {
        return store.committed(key);
    }

    @Override
    public CompletableFuture<Optional<Proposed>> proposed(Key key) {
        KeyState.Undecided state = store.undecided(key);
        if (state == null) {
            return CompletableFuture.completedFuture(Optional.empty());
        }
        CompletableFuture<Long> since = new CompletableFuture<>();
        engine.execute(() -> since.complete(driver.undecidedSince(key)));
        return since.completeOnTimeout(-1L, 1, TimeUnit.SECONDS).thenApply(age -> Optional.of(proposed(state, age)));
    }

    private static Proposed proposed(KeyState.Undecided state, long since) {
        Vote vote = state.vote();
        return new Proposed(
                state.promised(),
                vote == null ? null : vote.ballot(),
                vote == null ? null : vote.pid(),
                vote == null ? null : vote.txId(),
                since < 0 ? 0 : (EngineThread.nowMicros() - since) / 1000);
    }

    @Override
    public List<StoredKey> keys(byte[] prefix, @Nullable Key after, int limit) {
        return store.keys(prefix, after, limit);
    }

    @Override
    public Identity identity() {
        return view.identity();
    }

    @Override
    public List<Peer> peers() {
        return view.peers();
    }

    @Override
    public List<Cluster> clusters() {
        return view.clusters();
    }

    @Override
    public Readiness readiness() {
        return stopping ? new Readiness(false, "this node is stopping") : view.readiness();
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1000;
    }

    // ---- On the engine's thread.

    private View look() {
        Standing standing = driver.standing();
        Identity identity =
                new Identity(driver.self(), driver.cluster(), standing.network(), standing.epoch(), standing.isVoter());
        SortedMap<NodeId, Hello> sessions = new TreeMap<>();
        long now = EngineThread.nowMicros();
        for (Hello hello : driver.sessions()) {
            sessions.put(hello.node(), hello);
            lastSeen.put(hello.node(), now);
        }
        List<Peer> peers = lookAtPeers(standing, sessions, now);
        return new View(identity, peers, lookAtClusters(peers), lookAtReadiness(standing, sessions.size()));
    }

    private List<Peer> lookAtPeers(Standing standing, SortedMap<NodeId, Hello> sessions, long now) {
        SortedMap<NodeId, ClusterId> known = new TreeMap<>();
        sessions.forEach((node, hello) -> known.put(node, hello.cluster()));
        known.put(driver.self(), driver.cluster());
        Config config = standing.config();
        if (config != null) {
            config.clusters().forEach((cluster, voters) -> voters.forEach(voter -> known.put(voter, cluster)));
        }
        lastSeen.keySet().retainAll(known.keySet());
        List<Peer> peers = new ArrayList<>();
        known.forEach((node, cluster) -> {
            boolean self = node.equals(driver.self());
            boolean connected = self || sessions.containsKey(node);
            Long seen = lastSeen.get(node);
            peers.add(new Peer(
                    node,
                    cluster,
                    role(config, node, sessions.get(node)),
                    addresses.apply(node),
                    self,
                    connected,
                    self || connected ? 0 : seen == null ? -1 : (now - seen) / 1000,
                    self ? 0 : driver.roundTripMicros(node)));
        });
        peers.sort(Comparator.comparing(Peer::role).thenComparing(Peer::cluster).thenComparing(Peer::node));
        return List.copyOf(peers);
    }

    private static Role role(@Nullable Config config, NodeId node, @Nullable Hello hello) {
        if (config != null && config.clusterOf(node) != null) {
            return Role.VOTER;
        }
        boolean virgin = hello == null ? config == null : hello.network() == null;
        return virgin ? Role.VIRGIN : Role.LEARNER;
    }

    private List<Cluster> lookAtClusters(List<Peer> peers) {
        Quorums quorums = driver.quorums();
        boolean possible = false;
        SortedMap<ClusterId, List<Peer>> byCluster = new TreeMap<>();
        peers.forEach(peer -> byCluster
                .computeIfAbsent(peer.cluster(), _ -> new ArrayList<>())
                .add(peer));
        if (quorums != null) {
            VoterSet connected = quorums.none();
            for (Peer peer : peers) {
                int number = quorums.numberOf(peer.node());
                if (number >= 0 && driver.answers(peer.node())) {
                    connected.add(number);
                }
            }
            possible = quorums.isClassic(connected);
        }
        List<Cluster> clusters = new ArrayList<>();
        for (Map.Entry<ClusterId, List<Peer>> entry : byCluster.entrySet()) {
            int voters = count(entry.getValue(), Role.VOTER);
            int connected =
                    (int) entry.getValue().stream().filter(Peer::connected).count();
            clusters.add(new Cluster(
                    entry.getKey(),
                    voters,
                    count(entry.getValue(), Role.LEARNER),
                    connected,
                    voters == 0 ? 0 : voters / 2 + 1,
                    possible));
        }
        return List.copyOf(clusters);
    }

    private static int count(List<Peer> peers, Role role) {
        return (int) peers.stream().filter(peer -> peer.role() == role).count();
    }

    private Readiness lookAtReadiness(Standing standing, int sessions) {
        if (standing.isVirgin()) {
            return new Readiness(
                    false,
                    "this node belongs to no network yet; nodes that are here to found one: " + driver.virgins()
                            + ", open sessions: " + sessions);
        }
        if (!driver.quorumAnswers()) {
            return new Readiness(false, "no majority of nodes in a majority of clusters answers this node");
        }
        return new Readiness(
                true, standing.isVoter() ? "votes" : "learner: replicates, reads and proposes, does not vote");
    }
}
