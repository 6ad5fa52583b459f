package io.replicator.simulator.containers;

import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.simulator.containers.Node.Place;
import io.replicator.simulator.load.Target;
import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Clusters of nodes in containers that form one network. Each node has a Docker network of its own, which it shares with
 * Toxiproxy alone; Toxiproxy has a proxy for each directed pair of nodes, and each node is told to dial another one by
 * their proxy and nothing else. So whatever passes between two nodes passes through one of two proxies.
 */
public final class ContainerNetwork implements AutoCloseable {

    /** From the start of the first node until all are ready and in contact, on a slow and busy machine. */
    private static final Duration START = Duration.ofMinutes(4);

    private static final Duration RECOVERY = Duration.ofMinutes(2);
    private static final int SMALL_DISK_MEBIBYTES = 96;
    private static final String SHARED = "shared";

    /** For many nodes on one machine. */
    public static final String SMALL_HEAP = "-Xmx128m";

    private final Shape shape;
    private final String id = Long.toString(ThreadLocalRandom.current().nextLong(1L << 40), 36);
    private final String label = Docker.LABEL + "=" + id;
    private final List<Node> nodes = new ArrayList<>();
    private final Map<String, Group> clusters = new LinkedHashMap<>();

    private ContainerNetwork(Shape shape) {
        this.shape = shape;
    }

    /**
     * What the network is to be. Clusters are named a, b, c, and so on, and their nodes a1, a2, a3. The first node founds,
     * and is the bootstrap peer of all others. The last one has a {@link SmallDisk}.
     *
     * @param image of the node
     * @param folder for the data of the nodes
     * @param javaOptions of each node
     * @param walls all of them, unless somebody wants to see what they are good for
     */
    public record Shape(String image, int clusters, int nodesEach, Path folder, String javaOptions, Set<Wall> walls) {
        public Shape {
            walls = Set.copyOf(walls);
            if (clusters < 1 || clusters > 26 || nodesEach < 3) {
                throw new IllegalArgumentException("a network has 1 to 26 clusters of at least three nodes");
            }
        }

        public Shape(String image, int clusters, int nodesEach, Path folder) {
            this(image, clusters, nodesEach, folder, SMALL_HEAP, EnumSet.allOf(Wall.class));
        }
    }

    /** What keeps nodes from going around a cut. */
    public enum Wall {
        /** No two nodes share a Docker network. */
        NETWORKS,
        /** Each node is told ({@code -peer-address}) to dial every other one by its proxy alone. */
        OVERRIDES
    }

    /** One that is to be started. */
    public static ContainerNetwork of(Shape shape) {
        return new ContainerNetwork(shape);
    }

    /** As {@link #of}, and then {@link #start(BooleanSupplier, Path)}. */
    public static ContainerNetwork start(Shape shape, BooleanSupplier stopped, Path logs) throws InterruptedException {
        ContainerNetwork network = of(shape);
        network.start(stopped, logs);
        return network;
    }

    /**
     * Starts it, and waits until every node is ready and in contact with every other one. Once.
     *
     * @param stopped asked now and then whether to give up
     * @param logs gets what the nodes have logged if they fail to start; made then
     * @throws ContainerFailure if that does not come about; nothing is left then but these logs
     */
    public void start(BooleanSupplier stopped, Path logs) throws InterruptedException {
        try {
            startAll(stopped);
        } catch (RuntimeException | InterruptedException | Error e) {
            closeAfter(e, stopped.getAsBoolean() ? null : logs);
            throw e;
        }
    }

    private void closeAfter(Throwable failure, @Nullable Path logs) {
        try (this) {
            if (logs != null) {
                saveLogs(logs);
            }
        } catch (IOException | RuntimeException e) {
            failure.addSuppressed(e);
        }
    }

    /**
     * Writes down what each node has logged so far.
     *
     * @param folder for a file of each node; made if it is missing
     */
    public void saveLogs(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Node node : nodes) {
            Files.writeString(folder.resolve(node + ".log"), node.log());
        }
    }

    private void startAll(BooleanSupplier stopped) throws InterruptedException {
        List<Place> places = new ArrayList<>();
        for (int c = 0; c < shape.clusters(); c++) {
            String cluster = String.valueOf((char) ('a' + c));
            for (int n = 1; n <= shape.nodesEach(); n++) {
                places.add(new Place(cluster + n, cluster, places.size()));
            }
        }
        for (Place place : places) {
            Docker.run("network", "create", "--label", label, nameOf(place.name()));
        }
        for (String shared : sharedNetworks()) {
            Docker.run("network", "create", "--label", label, shared);
        }
        Toxiproxy toxiproxy = Toxiproxy.start(
                nameOf("toxiproxy"),
                places.stream().map(place -> nameOf(place.name())).toList(),
                label);
        for (Place place : places) {
            nodes.add(node(place));
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
        start(flags(toxiproxy), stopped);
    }

    /** Of a container, a network or a volume. */
    private String nameOf(String part) {
        return "replicator-" + id + "-" + part;
    }

    private Node node(Place place) {
        PrivateKey identity = PrivateKey.generateEd25519(new SecureRandom());
        Path folder = shape.folder().resolve(id).resolve(place.name());
        boolean last = place.index() == shape.clusters() * shape.nodesEach() - 1;
        Disk disk = last
                ? new SmallDisk(
                        folder,
                        place.cluster(),
                        identity,
                        nameOf(place.name() + "-disk"),
                        SMALL_DISK_MEBIBYTES,
                        shape.image(),
                        label)
                : new FolderDisk(folder, place.cluster(), identity);
        return new Node(place, identity, disk, shape, nameOf(place.name()), label, freePort());
    }

    /** Opens all links; returns the command line of each node. */
    private Map<Node, List<String>> flags(Toxiproxy toxiproxy) {
        Map<Node, List<String>> flags = new LinkedHashMap<>();
        Node founder = nodes.getFirst();
        for (Node dialler : nodes) {
            List<String> line = flagsOfItsOwn(dialler);
            for (Node dialled : nodes) {
                if (dialled == dialler) {
                    continue;
                }
                Toxiproxy.Opened proxy = toxiproxy.open(dialler + "-to-" + dialled, dialled + ":" + Node.PEER_PORT);
                dialler.linked(dialled, proxy.link());
                String address = "/ip4/" + toxiproxy.addressIn(nameOf(dialler.toString())) + "/tcp/" + proxy.port();
                if (shape.walls().contains(Wall.OVERRIDES)) {
                    line.addAll(List.of("-peer-address", dialled.peerId() + "=" + address));
                }
                if (dialled == founder) {
                    line.addAll(List.of("-bootstrap", address + "/p2p/" + dialled.peerId()));
                }
            }
            flags.put(dialler, line);
        }
        return flags;
    }

    private List<String> flagsOfItsOwn(Node node) {
        List<String> line = new ArrayList<>(List.of("node", "-cid", node.cluster()));
        line.addAll(List.of("-http", Integer.toString(Node.HTTP_PORT), "--http-host", "0.0.0.0"));
        line.addAll(List.of("-listen", "/ip4/0.0.0.0/tcp/" + Node.PEER_PORT));
        line.addAll(List.of("--data", Disk.MOUNT + "/" + Disk.DATA));
        if (node == nodes.getFirst()) {
            String expected = clusters.keySet().stream()
                    .map(cluster -> cluster + "=" + shape.nodesEach())
                    .collect(Collectors.joining(","));
            line.addAll(List.of("--expect", expected));
        }
        return line;
    }

    private void start(Map<Node, List<String>> flags, BooleanSupplier stopped) throws InterruptedException {
        Node founder = nodes.getFirst();
        founder.create(Objects.requireNonNull(flags.get(founder)), sharedNetworks());
        // The others would look for it in vain until then.
        Docker.await("a sign of life of " + founder, START, () -> {
            supervise(List.of(founder), stopped);
            return founder.isAlive();
        });
        flags.forEach((node, line) -> {
            if (node != founder) {
                node.create(line, sharedNetworks());
            }
        });
        awaitCalm(START, () -> supervise(nodes, stopped));
    }

    private List<String> sharedNetworks() {
        return shape.walls().contains(Wall.NETWORKS) ? List.of() : List.of(nameOf(SHARED));
    }

    private static void giveUpIf(BooleanSupplier stopped) {
        if (stopped.getAsBoolean()) {
            throw new ContainerFailure("stopped while the containers were starting");
        }
    }

    /** Waits until every node is ready and in contact with every other one. */
    public void awaitCalm() throws InterruptedException {
        awaitCalm(RECOVERY, () -> {});
    }

    /**
     * A node that finds nobody to join within ten seconds ends, and a supervisor starts it again; on a busy machine that
     * happens. One that ends for another reason has failed.
     */
    private static void supervise(List<Node> started, BooleanSupplier stopped) {
        giveUpIf(stopped);
        for (Node node : started) {
            if (!node.isAlive() && !node.isRunning()) {
                for (String end : node.unforeseenEnds()) {
                    throw new ContainerFailure(end);
                }
                node.start();
            }
        }
    }

    private void awaitCalm(Duration patience, Runnable meanwhile) throws InterruptedException {
        Set<String> missing = new TreeSet<>();
        try {
            Docker.await("all nodes ready, each in contact with all others", patience, () -> {
                meanwhile.run();
                missing.clear();
                missing.addAll(disquiet());
                return missing.isEmpty();
            });
        } catch (ContainerFailure e) {
            throw missing.isEmpty() ? e : new ContainerFailure(e.getMessage() + ": " + String.join(", ", missing), e);
        }
    }

    /** What is missing to calm, in words for people. */
    public List<String> disquiet() {
        List<String> missing = new ArrayList<>();
        for (Node node : nodes) {
            if (!node.isReady()) {
                missing.add(node + " is not ready");
                continue;
            }
            Set<String> contacts = node.contacts();
            for (Node other : nodes) {
                if (other != node && !contacts.contains(other.peerId())) {
                    missing.add(node + " does not see " + other);
                }
            }
        }
        return missing;
    }

    /** Ends of nodes that nobody brought about, in words for people; each is told once. */
    public List<String> unforeseenEnds() {
        return nodes.stream().flatMap(node -> node.unforeseenEnds().stream()).toList();
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

    /**
     * A port that nobody listens at, and not one of those that the system gives to outgoing connections (from 32768 on):
     * the container that is to have it starts later, and has it again whenever it is started again.
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

    /** Removes all containers, networks and volumes that there are; the folder of the data stays. From any thread. */
    @Override
    public void close() {
        Docker.removeAll(id);
    }
}
