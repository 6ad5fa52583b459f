package io.replicator.chaos.cluster;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.simulator.load.Target;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.testcontainers.containers.Network;

/**
 * Clusters of nodes in containers that form one network. Each node has a Docker network of its own, which it shares with
 * Toxiproxy alone; Toxiproxy has a proxy for each directed pair of nodes, and each node is told to dial another one by
 * their proxy and nothing else. So whatever passes between two nodes passes through one of two proxies.
 */
public final class ChaosNetwork implements AutoCloseable {

    /** From the start of the first node until all are ready and in contact, on a slow and busy machine. */
    private static final Duration START = Duration.ofMinutes(4);

    private static final Duration RECOVERY = Duration.ofMinutes(2);
    private static final int SMALL_DISK_MEBIBYTES = 96;

    /** Where a node stands. */
    record Place(String name, String cluster, int index) {}

    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Group> clusters = new LinkedHashMap<>();
    private final List<Network> networks = new ArrayList<>();
    private final List<AutoCloseable> opened = new ArrayList<>();
    private final String id = Long.toString(ThreadLocalRandom.current().nextLong(1L << 40), 36);
    private volatile boolean spoiled;

    private ChaosNetwork() {}

    /**
     * Starts a network, and waits until every node is ready and in contact with every other one. Clusters are named a, b,
     * c, and so on, and their nodes a1, a2, a3. The first node founds, and is the bootstrap peer of all others. The last
     * one has a {@link SmallDisk}.
     */
    public static ChaosNetwork start(String image, int clusters, int nodesEach) {
        ChaosNetwork network = new ChaosNetwork();
        try {
            network.startAll(image, clusters, nodesEach);
            return network;
        } catch (RuntimeException | Error e) {
            System.out.println("---- no network: " + e.getMessage());
            network.nodes.forEach(node -> System.out.println("---- " + node + "\n" + node.log()));
            network.close();
            throw e;
        }
    }

    private void startAll(String image, int clusterCount, int nodesEach) {
        List<Place> places = new ArrayList<>();
        for (int c = 0; c < clusterCount; c++) {
            String cluster = String.valueOf((char) ('a' + c));
            for (int n = 1; n <= nodesEach; n++) {
                places.add(new Place(cluster + n, cluster, places.size()));
            }
        }
        places.forEach(place -> networks.add(Network.newNetwork()));
        Toxiproxy toxiproxy = new Toxiproxy(Images.TOXIPROXY, networks);
        opened.add(toxiproxy);
        for (Place place : places) {
            nodes.add(node(place, image, place.index() == places.size() - 1));
        }
        for (Place place : places) {
            clusters.computeIfAbsent(
                    place.cluster(),
                    name -> Group.named(
                            name,
                            nodes.stream()
                                    .filter(node -> node.cluster().equals(name))
                                    .toList()));
        }
        start(flags(toxiproxy, toxiproxy.addresses(networks), nodesEach));
    }

    private Node node(Place place, String image, boolean smallDisk) {
        PrivateKey identity = PrivateKey.generateEd25519(new SecureRandom());
        Path folder = Path.of("target", "networks", id, place.name());
        Disk disk;
        if (smallDisk) {
            disk = new SmallDisk(
                    folder,
                    place.cluster(),
                    identity,
                    "replicator-chaos-" + id + "-" + place.name(),
                    SMALL_DISK_MEBIBYTES,
                    image);
        } else {
            disk = new FolderDisk(folder, place.cluster(), identity);
        }
        opened.add(disk::remove);
        Node node = new Node(place, identity, disk, image, networks.get(place.index()), freePort());
        opened.add(node::remove);
        return node;
    }

    /** Opens all links; returns the command line of each node. */
    private Map<Node, List<String>> flags(Toxiproxy toxiproxy, List<String> proxyAddresses, int nodesEach) {
        Map<Node, List<String>> flags = new LinkedHashMap<>();
        Node founder = nodes.getFirst();
        for (Node dialler : nodes) {
            List<String> line = new ArrayList<>(List.of(
                    "node",
                    "-cid",
                    dialler.cluster(),
                    "-http",
                    Integer.toString(Node.HTTP_PORT),
                    "--http-host",
                    "0.0.0.0",
                    "-listen",
                    "/ip4/0.0.0.0/tcp/" + Node.PEER_PORT,
                    "--data",
                    Disk.MOUNT + "/" + Disk.DATA));
            if (dialler == founder) {
                line.add("--expect");
                line.add(clusters.keySet().stream()
                        .map(cluster -> cluster + "=" + nodesEach)
                        .collect(Collectors.joining(",")));
            }
            for (Node dialled : nodes) {
                if (dialled == dialler) {
                    continue;
                }
                Toxiproxy.Opened proxy = toxiproxy.open(dialler + "-to-" + dialled, dialled + ":" + Node.PEER_PORT);
                dialler.linked(dialled, proxy.link());
                String address = "/ip4/" + proxyAddresses.get(dialler.index()) + "/tcp/" + proxy.port();
                line.add("-peer-address");
                line.add(dialled.peerId() + "=" + address);
                if (dialled == founder) {
                    line.add("-bootstrap");
                    line.add(address + "/p2p/" + dialled.peerId());
                }
            }
            flags.put(dialler, line);
        }
        return flags;
    }

    private void start(Map<Node, List<String>> flags) {
        flags.forEach((node, line) -> {
            node.create(line);
            if (node == nodes.getFirst()) {
                // The others give up if they do not find it in time.
                await("life of " + node)
                        .atMost(START)
                        .until(() -> node.get("/health/live").isPresent());
            }
        });
        awaitCalm(START);
    }

    /** Waits until every node is ready and in contact with every other one. */
    public void awaitCalm() {
        awaitCalm(RECOVERY);
    }

    private void awaitCalm(Duration patience) {
        await("calm: all nodes are ready, each in contact with all others")
                .atMost(patience)
                .pollInterval(Duration.ofMillis(200))
                .untilAsserted(() -> assertEquals(List.of(), disquiet()));
    }

    /** What is missing to calm, in words for people. */
    public List<String> disquiet() {
        List<String> missing = new ArrayList<>();
        for (Node node : nodes) {
            if (!node.isReady()) {
                missing.add(node + " is not ready");
                continue;
            }
            for (Node other : nodes) {
                if (other != node && !node.sees(other)) {
                    missing.add(node + " does not see " + other);
                }
            }
        }
        return missing;
    }

    public List<Node> nodes() {
        return nodes;
    }

    public Node node(String name) {
        return nodes.stream()
                .filter(node -> node.toString().equals(name))
                .findFirst()
                .orElseThrow();
    }

    public Group cluster(String name) {
        Group cluster = clusters.get(name);
        if (cluster == null) {
            throw new IllegalArgumentException("there is no cluster " + name);
        }
        return cluster;
    }

    public List<Group> clusters() {
        return List.copyOf(clusters.values());
    }

    public Group all() {
        return Group.named("all", nodes);
    }

    /** For clients, by the index of each node. */
    public List<Target> targets() {
        return nodes.stream().map(Node::target).toList();
    }

    /** It is of no use to others any more. */
    public void spoil() {
        spoiled = true;
    }

    public boolean isSpoiled() {
        return spoiled;
    }

    /**
     * A port that nobody listens at, and not one of those that the system gives to outgoing connections (from 32768 on):
     * the container that is to have it starts later.
     */
    static int freePort() {
        for (int attempt = 0; attempt < 100; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(20_000, 32_000);
            try (ServerSocket socket = new ServerSocket(port)) {
                return socket.getLocalPort();
            } catch (IOException e) {
                // Taken: another one.
            }
        }
        throw new IllegalStateException("no free port from 20000 to 31999");
    }

    @Override
    public void close() {
        Consumer<AutoCloseable> quietly = part -> {
            try {
                part.close();
            } catch (Exception e) {
                System.err.println("a part of the network was not removed: " + e);
            }
        };
        opened.reversed().forEach(quietly);
        networks.forEach(quietly);
    }
}
