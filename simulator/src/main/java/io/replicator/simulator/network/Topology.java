package io.replicator.simulator.network;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/**
 * The clusters of a network, how many nodes each has, and how long a frame takes between any two of them.
 *
 * @param delays by the numbers of the clusters, from and to; within a cluster on the diagonal
 */
public record Topology(List<Site> clusters, List<List<Delay>> delays) {

    /** A cluster; {@code voters} nodes found the network, {@code learners} more only follow it. */
    public record Site(String name, int voters, int learners) {
        public Site {
            if (voters < 0 || learners < 0 || voters + learners == 0) {
                throw new IllegalArgumentException("cluster " + name + " has no node");
            }
        }

        public int nodes() {
            return voters + learners;
        }
    }

    public Topology {
        clusters = List.copyOf(clusters);
        delays = delays.stream().map(List::copyOf).toList();
        if (clusters.isEmpty() || delays.size() != clusters.size() || !isSquare(delays)) {
            throw new IllegalArgumentException("a topology has a delay from each of its clusters to each");
        }
    }

    private static boolean isSquare(List<List<Delay>> delays) {
        return delays.stream().allMatch(row -> row.size() == delays.size());
    }

    /** Clusters of so many voters, all equally far from each other. */
    public static Topology of(List<Integer> voters, Delay near, Delay far) {
        List<Site> clusters = new ArrayList<>();
        List<List<Delay>> delays = new ArrayList<>();
        for (int cluster = 0; cluster < voters.size(); cluster++) {
            clusters.add(new Site(name(cluster), voters.get(cluster), 0));
            List<Delay> row = new ArrayList<>(Collections.nCopies(voters.size(), far));
            row.set(cluster, near);
            delays.add(row);
        }
        return new Topology(clusters, delays);
    }

    /** A, B, … Z, then A1, B1 and so on: names that sort as their numbers do. */
    public static String name(int cluster) {
        int letters = 26;
        String letter = String.valueOf((char) ('A' + cluster % letters));
        return cluster < letters ? letter : letter + cluster / letters;
    }

    public int nodes() {
        return clusters.stream().mapToInt(Site::nodes).sum();
    }

    /** The cluster of each node: its voters and then its learners, cluster after cluster. */
    public int[] clusterOfNodes() {
        int[] places = new int[nodes()];
        int node = 0;
        for (int cluster = 0; cluster < clusters.size(); cluster++) {
            for (int i = 0; i < clusters.get(cluster).nodes(); i++) {
                places[node++] = cluster;
            }
        }
        return places;
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (Site site : clusters) {
            text.append(text.isEmpty() ? "" : "+").append(site.voters());
            if (site.learners() > 0) {
                text.append('(').append(site.learners()).append(')');
            }
        }
        return text.toString();
    }
}
