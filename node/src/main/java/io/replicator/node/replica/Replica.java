package io.replicator.node.replica;

import io.replicator.engine.model.Ballot;
import io.replicator.engine.model.ClusterId;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.KeyState;
import io.replicator.engine.model.NetworkId;
import io.replicator.engine.model.NodeId;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.TxId;
import io.replicator.engine.model.Value;
import io.replicator.engine.outcome.ReadOutcome;
import io.replicator.engine.outcome.StoreOutcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * What the node's doors (HTTP, metrics) may ask of the replication engine. Thread-safe; nothing here blocks but the
 * reads of the local store, which take one look-up.
 */
public interface Replica {

    /**
     * Proposes a value for a key and sees it through.
     *
     * @param madeHere whether the transaction id was made for this very request, so that nobody can have used it before
     * @param timeout after which the answer is {@link StoreOutcome.Unknown}
     * @return never fails; {@link StoreOutcome.NotAttempted} at once when a limit is reached or the node is not ready
     */
    CompletableFuture<StoreOutcome> store(Key key, Value value, TxId txId, boolean madeHere, Duration timeout);

    /** Reads a key, linearizably: here if it is committed here, otherwise by asking a quorum. Never fails. */
    CompletableFuture<ReadOutcome> read(Key key, Duration timeout);

    /** As {@link #read}, but waits for the key to be taken; {@link ReadOutcome.NotFound} when the time is over. */
    CompletableFuture<ReadOutcome> await(Key key, Duration timeout);

    /** What this node alone has committed for the key. */
    KeyState.@Nullable Committed committed(Key key);

    /** What this node alone has promised and voted for the key, if it is undecided here; never waits. */
    CompletableFuture<Optional<Proposed>> proposed(Key key);

    /**
     * Keys committed here, in order.
     *
     * @param after only keys greater than this one
     * @param limit 1 to 10,000
     */
    List<StoredKey> keys(byte[] prefix, @Nullable Key after, int limit);

    Identity identity();

    /** Everyone this node has heard of, itself included; voters first. */
    List<Peer> peers();

    List<Cluster> clusters();

    Readiness readiness();

    /**
     * @param ageMillis since this node first saw the reservation in this run
     */
    record Proposed(
            Ballot promised,
            @Nullable Ballot ballot,
            @Nullable Pid pid,
            @Nullable TxId txId,
            long ageMillis) {}

    record StoredKey(Key key, Pid pid, int size) {}

    /**
     * @param network none while the node belongs to no network
     */
    record Identity(
            NodeId node, ClusterId cluster, @Nullable NetworkId network, long epoch, boolean voter) {}

    enum Role {
        /** Votes in the active epoch. */
        VOTER,
        /** Replicates, reads and proposes, but does not vote. */
        LEARNER,
        /** Belongs to no network yet. */
        VIRGIN
    }

    /**
     * @param lastSeenMillis since something was heard from it; 0 for this node; -1 if never
     * @param roundTripMicros smoothed; -1 if unknown
     */
    record Peer(
            NodeId node,
            ClusterId cluster,
            Role role,
            List<String> addresses,
            boolean self,
            boolean connected,
            long lastSeenMillis,
            long roundTripMicros) {}

    /**
     * @param majority voters of this cluster that count as the cluster
     * @param writesPossible whether a majority of voters in a majority of clusters is connected now, seen from here
     */
    record Cluster(ClusterId cluster, int voters, int learners, int connected, int majority, boolean writesPossible) {}

    /** Whether the node can serve, and if not, why. */
    record Readiness(boolean ready, String reason) {}
}
