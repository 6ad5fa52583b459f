package io.replicator.engine.quorum;

import io.replicator.engine.model.ClusterId;
import io.replicator.engine.model.Config;
import io.replicator.engine.model.NodeId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * The quorums of one configuration (protocol section 1).
 *
 * <p>A <em>classic quorum</em> is a majority of the voters in each of a majority of the clusters; any two share a voter.
 * A <em>fast quorum</em> is any N - e voters, where e = floor((minQ - 1) / 2) and minQ is the size of the smallest classic
 * quorum; a classic quorum and any two fast quorums share a voter.
 */
public final class Quorums {

    private final List<NodeId> voters;
    private final Map<NodeId, Integer> numbers = new HashMap<>();
    private final List<ClusterId> clusters;
    /** Cluster c has the voters {@code starts[c]} to {@code starts[c + 1] - 1}. */
    private final int[] starts;

    private final int clusterMajority;
    private final int missable;

    public Quorums(Config config) {
        this(config.clusters());
    }

    /** The arithmetic alone, which knows no least size of a cluster but one voter. */
    public Quorums(SortedMap<ClusterId, List<NodeId>> members) {
        this.voters = members.values().stream().flatMap(List::stream).toList();
        for (int voter = 0; voter < voters.size(); voter++) {
            numbers.put(voters.get(voter), voter);
        }
        this.clusters = List.copyOf(members.keySet());
        this.starts = new int[clusters.size() + 1];
        int cluster = 0;
        for (List<NodeId> nodes : members.values()) {
            if (nodes.isEmpty()) {
                throw new IllegalArgumentException("cluster " + clusters.get(cluster) + " has no voters");
            }
            starts[cluster + 1] = starts[cluster] + nodes.size();
            cluster++;
        }
        this.clusterMajority = clusters.size() / 2 + 1;
        int[] majorities = new int[clusters.size()];
        Arrays.setAll(majorities, this::majorityOf);
        Arrays.sort(majorities);
        int smallestClassic = Arrays.stream(majorities).limit(clusterMajority).sum();
        this.missable = (smallestClassic - 1) / 2;
    }

    public int voters() {
        return voters.size();
    }

    public NodeId voter(int number) {
        return voters.get(number);
    }

    /** The number of a voter; -1 if the node does not vote here. */
    public int numberOf(@Nullable NodeId node) {
        return node == null ? -1 : numbers.getOrDefault(node, -1);
    }

    public int clusters() {
        return clusters.size();
    }

    public ClusterId cluster(int cluster) {
        return clusters.get(cluster);
    }

    public int firstOf(int cluster) {
        return starts[cluster];
    }

    public int endOf(int cluster) {
        return starts[cluster + 1];
    }

    public int clusterOf(int voter) {
        int place = Arrays.binarySearch(starts, voter);
        return place >= 0 ? place : -place - 2;
    }

    /** Voters of this cluster that count as the cluster. */
    public int majorityOf(int cluster) {
        return (starts[cluster + 1] - starts[cluster]) / 2 + 1;
    }

    /** e: how many votes a fast quorum may lack. */
    public int missable() {
        return missable;
    }

    public boolean isFast(VoterSet set) {
        return set.size() >= voters.size() - missable;
    }

    public boolean isClassic(VoterSet set) {
        int majorities = 0;
        for (int cluster = 0; cluster < clusters.size(); cluster++) {
            if (set.countBetween(starts[cluster], starts[cluster + 1]) >= majorityOf(cluster)) {
                majorities++;
            }
        }
        return majorities >= clusterMajority;
    }

    /** Whether the voters outside of this set contain a classic quorum. */
    public boolean isClassicWithout(VoterSet lost) {
        int majorities = 0;
        for (int cluster = 0; cluster < clusters.size(); cluster++) {
            int size = starts[cluster + 1] - starts[cluster];
            if (size - lost.countBetween(starts[cluster], starts[cluster + 1]) >= majorityOf(cluster)) {
                majorities++;
            }
        }
        return majorities >= clusterMajority;
    }

    public VoterSet none() {
        return new VoterSet(voters.size());
    }

    public VoterSet all() {
        VoterSet all = none();
        for (int voter = 0; voter < voters.size(); voter++) {
            all.add(voter);
        }
        return all;
    }
}
