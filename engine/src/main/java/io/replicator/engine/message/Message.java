package io.replicator.engine.message;

import io.replicator.engine.model.ClusterId;
import io.replicator.engine.model.Config;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.NodeId;
import io.replicator.engine.model.PeerId;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.TxId;
import io.replicator.engine.model.Value;
import io.replicator.engine.model.Words;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One message between two nodes. The session that carries it is bound to a network and to both nodes' identities by the
 * Hello at its start (see {@link Hello}); so a message names the sender only where somebody else passes it on.
 */
public sealed interface Message {

    /** The most keys that one {@link Pulled} names. */
    int MAX_PULLED = 1024;

    /**
     * A request to a voter.
     *
     * @param attempt chosen by the coordinator, echoed by the answer; never used twice by one coordinator in one boot
     * @param origin the coordinator, when a representative passes the request on; none when the sender is it
     */
    record Ask(long epoch, Key key, long attempt, @Nullable PeerId origin, Request request) implements Message {}

    /**
     * A voter's answer, to whoever handed it the request.
     *
     * @param origin echoed from the request
     */
    record Answer(
            long epoch, Key key, long attempt, @Nullable PeerId origin, Reply reply) implements Message {}

    /**
     * To a representative: pass this on to those of your cluster, and their answers back to me. Pure routing, which
     * keeps no state; so its loss or repetition harms nothing.
     *
     * @param message an {@link Ask} or a {@link Commit}
     */
    record Relay(List<NodeId> voters, Message message) implements Message {
        public Relay {
            voters = List.copyOf(voters);
            if (!(message instanceof Ask) && !(message instanceof Commit)) {
                throw new IllegalArgumentException("only requests and commits are relayed");
            }
        }
    }

    /** From a representative: what this voter answered. The coordinator counts the voter, never the representative. */
    record Relayed(NodeId voter, Answer answer) implements Message {}

    /** The outcome of a key, valid in any epoch; without the bytes for those who are known to hold them. */
    record Commit(
            long epoch,
            Key key,
            Pid pid,
            TxId txId,
            @Nullable Value value) implements Message {}

    /** From a founder, or from whoever adopted it already: the genesis that lists the receiver (protocol section 8). */
    record Genesis(Config config) implements Message {}

    /** To a member: give me the configurations from this epoch on. */
    record PullConfigs(long fromEpoch) implements Message {}

    /** The chain of configurations, oldest first. */
    record Configs(List<Config> chain) implements Message {
        public Configs {
            chain = List.copyOf(chain);
        }
    }

    /** Anti-entropy: what I have, as one word a bucket (see {@code CommitDigest}); asks for the same. */
    record Digest(long commits, Words buckets, boolean reply) implements Message {}

    /** Anti-entropy: name the keys that you committed after this place in your own order of commits. */
    record Pull(long after, int limit) implements Message {}

    /**
     * Anti-entropy: keys committed here durably, in the order of commits.
     *
     * @param next the place to go on from
     * @param end whether there was nothing more
     */
    record Pulled(long after, List<Entry> entries, long next, boolean end) implements Message {
        public Pulled {
            entries = List.copyOf(entries);
        }

        /** A committed key, and what it was committed to. */
        public record Entry(Key key, Pid pid) {}
    }

    /**
     * Opens every session, both ways (protocol section 3); comes again when the sender has joined a network or learnt of
     * an epoch.
     *
     * @param network none for a virgin node, which belongs to no network yet
     * @param epoch the newest configuration that the sender knows; 0 for a virgin node
     * @param founder whether the sender founds a network when it has seen enough virgin nodes
     * @param run drawn at random at each start: tells apart two processes that claim the same start of the same store
     */
    record Hello(
            int wireVersion,
            io.replicator.engine.model.@Nullable NetworkId network,
            NodeId node,
            ClusterId cluster,
            long boot,
            long epoch,
            boolean founder,
            long run) {}
}
