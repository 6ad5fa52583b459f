package io.replicator.engine.membership;

import io.replicator.engine.message.Message.Hello;
import io.replicator.engine.model.ClusterId;
import io.replicator.engine.model.Config;
import io.replicator.engine.model.Hash256;
import io.replicator.engine.model.NetworkId;
import io.replicator.engine.model.NodeId;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Decides when and of whom a network is founded (protocol section 8, Genesis). A virgin node keeps one until it belongs to
 * a network; only a founder ever gets a configuration out of it, and of several founders that see each other only the one
 * with the lowest peer id. Mutable; not thread-safe.
 */
public final class Founding {

    /**
     * How a network is to be founded.
     *
     * @param founder whether this node founds at all: it was given no peer to join
     * @param expected how many nodes of each cluster to wait for; empty to go by the settle time
     * @param settleMicros how long no new node may have appeared
     */
    public record Plan(boolean founder, SortedMap<ClusterId, Integer> expected, long settleMicros) {
        public Plan {
            expected = Collections.unmodifiableSortedMap(new TreeMap<>(expected));
        }
    }

    private final NodeId self;
    private final ClusterId selfCluster;
    private final Plan plan;
    /** The virgin nodes with a session now, this one included, and their clusters. */
    private final SortedMap<NodeId, ClusterId> virgins = new TreeMap<>();

    private final SortedMap<NodeId, ClusterId> founders = new TreeMap<>();
    private long lastArrival;
    private boolean metMember;

    public Founding(NodeId self, ClusterId selfCluster, Plan plan, long nowMicros) {
        this.self = self;
        this.selfCluster = selfCluster;
        this.plan = plan;
        this.lastArrival = nowMicros;
        virgins.put(self, selfCluster);
    }

    /** A virgin node has a session with this one. */
    public void arrived(Hello hello, long nowMicros) {
        if (virgins.put(hello.node(), hello.cluster()) == null) {
            lastArrival = nowMicros;
        }
        if (hello.founder()) {
            founders.put(hello.node(), hello.cluster());
        }
    }

    /** A member of a network has a session with this node, which joins that network and never founds one. */
    public void metMember(NodeId member) {
        metMember = true;
        left(member);
    }

    /** A node is gone, or is no virgin any more. */
    public void left(NodeId node) {
        virgins.remove(node);
        founders.remove(node);
    }

    /** How many virgin nodes are here, this one included. */
    public int virgins() {
        return virgins.size();
    }

    /** The genesis, if it is time; none if this node has to wait or does not found. */
    public @Nullable Config found(long nowMicros, long nonce) {
        if (!plan.founder()
                || metMember
                || (!founders.isEmpty() && founders.firstKey().compareTo(self) < 0)) {
            return null;
        }
        SortedMap<ClusterId, List<NodeId>> clusters = byCluster();
        if (plan.expected().isEmpty()) {
            clusters.values().removeIf(nodes -> nodes.size() < Config.MIN_VOTERS);
            if (!clusters.containsKey(selfCluster) || nowMicros - lastArrival < plan.settleMicros()) {
                return null;
            }
        } else if (!takeExpected(clusters)) {
            return null;
        }
        return new Config(NetworkId.of(self, nonce), Config.GENESIS_EPOCH, Hash256.ZERO, clusters);
    }

    private SortedMap<ClusterId, List<NodeId>> byCluster() {
        SortedMap<ClusterId, List<NodeId>> clusters = new TreeMap<>();
        virgins.forEach((node, cluster) ->
                clusters.computeIfAbsent(cluster, _ -> new ArrayList<>()).add(node));
        return clusters;
    }

    /** Leaves just the expected clusters with just the expected numbers; false if some are missing. */
    private boolean takeExpected(SortedMap<ClusterId, List<NodeId>> clusters) {
        clusters.keySet().retainAll(plan.expected().keySet());
        for (Map.Entry<ClusterId, Integer> expected : plan.expected().entrySet()) {
            List<NodeId> nodes = clusters.getOrDefault(expected.getKey(), List.of());
            if (nodes.size() < expected.getValue()) {
                return false;
            }
            List<NodeId> taken = new ArrayList<>(nodes);
            if (taken.remove(self)) {
                taken.addFirst(self);
            }
            clusters.put(expected.getKey(), taken.subList(0, expected.getValue()));
        }
        return true;
    }
}
