package io.replicator.simulator.containers;

import io.replicator.libp2p.crypto.PrivateKey;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;

/** Nodes that have names and no containers: enough for whoever only speaks of them. */
public final class PaperNodes {

    private PaperNodes() {}

    /** Clusters of so many nodes each, named as those of a {@link ContainerNetwork}. */
    public static List<Group> clusters(int count, int nodesEach) {
        ContainerNetwork.Shape shape = new ContainerNetwork.Shape("none", count, nodesEach, Path.of("none"));
        List<Group> clusters = new ArrayList<>();
        for (int c = 0; c < count; c++) {
            String cluster = String.valueOf((char) ('a' + c));
            List<Node> nodes = new ArrayList<>();
            for (int n = 1; n <= nodesEach; n++) {
                Node.Place place = new Node.Place(cluster + n, cluster, c * nodesEach + n - 1);
                PrivateKey identity = PrivateKey.generateEd25519(new SecureRandom());
                nodes.add(new Node(place, identity, new NoDisk(), shape, "none", "none", 1));
            }
            clusters.add(Group.named(cluster, nodes));
        }
        return clusters;
    }

    private record NoDisk() implements Disk {
        @Override
        public String source() {
            throw new AssertionError();
        }

        @Override
        public String owner() {
            throw new AssertionError();
        }

        @Override
        public void wipe() {
            throw new AssertionError();
        }

        @Override
        public void unwipe() {
            throw new AssertionError();
        }
    }
}
