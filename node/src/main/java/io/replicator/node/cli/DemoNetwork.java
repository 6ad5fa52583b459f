package io.replicator.node.cli;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** The nodes of a demonstration, on loopback: started together, stopped together. */
final class DemoNetwork implements AutoCloseable {

    private static final int FIRST_PORT = 8000;
    private static final Duration START_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration READY_TIMEOUT = Duration.ofSeconds(60);
    /** Longer than the five seconds that a node takes to finish what is in flight. */
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(8);

    private final ReplicatorProgram program;
    private final Path data;
    private final int clusters;
    private final int nodesEach;
    private final Set<Integer> ports = new HashSet<>();
    private final List<NodeProcess> nodes = new CopyOnWriteArrayList<>();
    private volatile boolean stopping;

    /**
     * @param data where each node has its own folder, and its log beside it
     */
    DemoNetwork(ReplicatorProgram program, Path data, int clusters, int nodesEach) {
        this.program = program;
        this.data = data;
        this.clusters = clusters;
        this.nodesEach = nodesEach;
    }

    /** All nodes, cluster by cluster. */
    List<NodeProcess> nodes() {
        return nodes;
    }

    /** The n-th node of a cluster; both count from 0. */
    NodeProcess node(int cluster, int number) {
        return nodes.get(cluster * nodesEach + number);
    }

    boolean isStopping() {
        return stopping;
    }

    /**
     * Starts the founder, then the others, which join it.
     *
     * @throws CommandFailure with the end of the log of the node that does not start
     */
    void start() throws CommandFailure, InterruptedException, IOException {
        Files.createDirectories(data);
        String expected = IntStream.rangeClosed(1, clusters)
                .mapToObj(c -> clusterName(c) + "=" + nodesEach)
                .collect(Collectors.joining(","));
        String founder = startNode(1, 1, List.of("--expect", expected)).awaitAddress(START_TIMEOUT);
        for (int cluster = 1; cluster <= clusters; cluster++) {
            for (int number = cluster == 1 ? 2 : 1; number <= nodesEach; number++) {
                startNode(cluster, number, List.of("-bootstrap", founder));
            }
        }
    }

    /**
     * Waits until every node is ready.
     *
     * @throws CommandFailure with the end of the log of the node that does not get ready
     */
    void awaitReady() throws CommandFailure, InterruptedException {
        for (NodeProcess node : nodes) {
            node.awaitReady(READY_TIMEOUT);
        }
    }

    private synchronized NodeProcess startNode(int cluster, int number, List<String> more)
            throws CommandFailure, IOException {
        if (stopping) {
            throw new CommandFailure(ExitCode.FAILED, "stopped");
        }
        String name = clusterName(cluster) + "-node-" + number;
        int port = freePort();
        List<String> flags = new ArrayList<>(List.of(
                "-cid",
                clusterName(cluster),
                "-http",
                Integer.toString(port),
                "--data",
                data.resolve(name).toString()));
        flags.addAll(more);
        NodeProcess node =
                NodeProcess.start(program, name, clusterName(cluster), port, data.resolve(name + ".log"), flags);
        nodes.add(node);
        return node;
    }

    private static String clusterName(int cluster) {
        return "cluster-" + cluster;
    }

    /** The first of the well-known ports that nobody has, or any other. */
    private int freePort() throws IOException {
        int last = FIRST_PORT + clusters * nodesEach;
        for (int port = FIRST_PORT; port < last; port++) {
            if (isFree(port) && ports.add(port)) {
                return port;
            }
        }
        while (true) {
            try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
                if (ports.add(socket.getLocalPort())) {
                    return socket.getLocalPort();
                }
            }
        }
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** Stops all nodes and waits for their end; no new one is started after it. */
    @Override
    public void close() {
        synchronized (this) {
            stopping = true;
        }
        nodes.forEach(NodeProcess::stop);
        for (NodeProcess node : nodes) {
            try {
                node.awaitEnd(STOP_TIMEOUT);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
