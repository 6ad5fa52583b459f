package io.replicator.engine.model;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who votes in one epoch (protocol section 8): at least {@value #MIN_VOTERS} voters in each cluster, no peer twice.
 * Clusters and voters are in order, so that every node numbers the voters alike.
 *
 * @param epoch counts from 1, the genesis
 * @param previous the hash of the configuration before, {@link Hash256#ZERO} for the genesis
 */
public record Config(NetworkId network, long epoch, Hash256 previous, SortedMap<ClusterId, List<NodeId>> clusters) {

    public static final int MIN_VOTERS = 3;
    public static final long GENESIS_EPOCH = 1;
    /** A bound on what is accepted from the wire; the arithmetic has none. */
    public static final int MAX_VOTERS = 10_000;

    public Config {
        if (epoch < GENESIS_EPOCH) {
            throw new IllegalArgumentException("epochs count from " + GENESIS_EPOCH);
        }
        if (clusters.isEmpty()) {
            throw new IllegalArgumentException("a configuration has at least one cluster");
        }
        TreeMap<ClusterId, List<NodeId>> ordered = new TreeMap<>();
        Set<PeerId> peers = new HashSet<>();
        for (Map.Entry<ClusterId, List<NodeId>> cluster : clusters.entrySet()) {
            List<NodeId> voters = new ArrayList<>(cluster.getValue());
            if (voters.size() < MIN_VOTERS) {
                throw new IllegalArgumentException("cluster " + cluster.getKey() + " has " + voters.size()
                        + " voters, and needs at least " + MIN_VOTERS);
            }
            Collections.sort(voters);
            for (NodeId voter : voters) {
                if (!peers.add(voter.peer())) {
                    throw new IllegalArgumentException("peer " + voter.peer() + " stands twice in the configuration");
                }
            }
            ordered.put(cluster.getKey(), List.copyOf(voters));
        }
        if (peers.size() > MAX_VOTERS) {
            throw new IllegalArgumentException("a configuration has at most " + MAX_VOTERS + " voters");
        }
        clusters = Collections.unmodifiableSortedMap(ordered);
    }

    /** All voters, cluster by cluster; the position in this list is the voter's number in the epoch. */
    public List<NodeId> voters() {
        return clusters.values().stream().flatMap(List::stream).toList();
    }

    public @Nullable ClusterId clusterOf(NodeId node) {
        for (Map.Entry<ClusterId, List<NodeId>> cluster : clusters.entrySet()) {
            if (cluster.getValue().contains(node)) {
                return cluster.getKey();
            }
        }
        return null;
    }

    /** Links the next configuration to this one. */
    public Hash256 hash() {
        List<byte[]> fields = new ArrayList<>();
        fields.add(network.hash().toBytes());
        fields.add(ByteBuffer.allocate(Long.BYTES).putLong(epoch).array());
        fields.add(previous.toBytes());
        clusters.forEach((cluster, voters) -> {
            fields.add(cluster.text().getBytes(StandardCharsets.UTF_8));
            fields.add(ByteBuffer.allocate(Integer.BYTES).putInt(voters.size()).array());
            for (NodeId voter : voters) {
                fields.add(voter.peer().text().getBytes(StandardCharsets.UTF_8));
                fields.add(voter.store().toBytes());
            }
        });
        return Hash256.ofFields(fields.toArray(byte[][]::new));
    }
}
