package io.replicator.simulator.load;

import io.replicator.node.app.Logging;
import io.replicator.node.app.Node;
import io.replicator.node.cli.CommandFailure;
import io.replicator.node.cli.ExitCode;
import io.replicator.node.config.ConfigException;
import io.replicator.node.config.NodeConfig;
import io.replicator.node.config.Setting;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Clusters of real nodes in this JVM: real sockets on loopback, real RocksDB. A node that has to stop at once, because its
 * disk failed or an assertion of the protocol broke, takes the JVM with it ({@link Node}); the data then stay.
 */
public final class InProcessNetwork implements AutoCloseable {

    private static final Duration READY_TIMEOUT = Duration.ofSeconds(60);

    private final Path folder;
    private final boolean temporary;
    private final List<Node> nodes = new ArrayList<>();

    private InProcessNetwork(Path folder, boolean temporary) {
        this.folder = folder;
        this.temporary = temporary;
    }

    /**
     * How large a network is.
     *
     * @param nodesEach in each cluster, at least 3
     * @param maxValueBytes that the nodes take
     */
    public record Shape(int clusters, int nodesEach, int maxValueBytes) {
        public Shape {
            if (clusters < 1 || nodesEach < 3) {
                throw new IllegalArgumentException("a network has at least one cluster of three nodes");
            }
        }
    }

    /**
     * Starts all nodes.
     *
     * @param data where each node has its folder, which stays; null for a temporary one, which {@link #close} removes
     * @param stopped asked now and then whether to give up
     * @throws CommandFailure if a node does not start, or the start was given up; nothing is left then
     */
    public static InProcessNetwork start(Shape shape, @Nullable Path data, BooleanSupplier stopped)
            throws CommandFailure, InterruptedException, IOException {
        Logging.warnOnly();
        Path folder = data == null ? Files.createTempDirectory("replicator-load-") : data.toAbsolutePath();
        InProcessNetwork network = new InProcessNetwork(folder, data == null);
        try {
            network.startAll(shape, stopped);
            return network;
        } catch (CommandFailure | InterruptedException | RuntimeException e) {
            network.close();
            throw e;
        }
    }

    private void startAll(Shape shape, BooleanSupplier stopped) throws CommandFailure, InterruptedException {
        String expected = IntStream.rangeClosed(1, shape.clusters())
                .mapToObj(cluster -> clusterName(cluster) + "=" + shape.nodesEach())
                .collect(Collectors.joining(","));
        Node founder = startNode(shape, 1, 1, Setting.EXPECT, expected);
        String address = founder.addresses().getFirst();
        for (int cluster = 1; cluster <= shape.clusters(); cluster++) {
            for (int number = cluster == 1 ? 2 : 1; number <= shape.nodesEach(); number++) {
                if (stopped.getAsBoolean()) {
                    throw new CommandFailure(ExitCode.FAILED, "stopped while the nodes were starting");
                }
                startNode(shape, cluster, number, Setting.BOOTSTRAP, address);
            }
        }
    }

    private Node startNode(Shape shape, int cluster, int number, Setting more, String value)
            throws CommandFailure, InterruptedException {
        Map<Setting, List<String>> flags = new EnumMap<>(Setting.class);
        flags.put(Setting.CLUSTER_ID, List.of(clusterName(cluster)));
        flags.put(
                Setting.DATA,
                List.of(folder.resolve(clusterName(cluster) + "-node-" + number).toString()));
        flags.put(Setting.MAX_VALUE_BYTES, List.of(Integer.toString(shape.maxValueBytes())));
        flags.put(more, List.of(value));
        NodeConfig config;
        try {
            config = Node.configure(flags);
        } catch (ConfigException e) {
            throw new IllegalStateException(e);
        }
        Node node = Node.start(config, new PrintWriter(Writer.nullWriter()));
        nodes.add(node);
        return node;
    }

    private static String clusterName(int cluster) {
        return "cluster-" + cluster;
    }

    /** Where the data lie. */
    public Path folder() {
        return folder;
    }

    /**
     * The nodes, once all of them are ready.
     *
     * @throws CommandFailure if one does not get ready, with the reason
     */
    public List<Target> awaitReady() throws CommandFailure, InterruptedException {
        return Targets.probe(
                nodes.stream().map(node -> node.httpUrl().toString()).toList(), READY_TIMEOUT);
    }

    /** The n-th node, cluster by cluster. */
    Node node(int index) {
        return nodes.get(index);
    }

    /** Stops all nodes at the same time, and removes temporary data. */
    @Override
    public void close() {
        try (ExecutorService threads =
                Executors.newThreadPerTaskExecutor(Thread.ofPlatform().factory())) {
            List<Future<Object>> stops = threads.invokeAll(nodes.stream()
                    .map(node -> (Callable<Object>) () -> {
                        node.close();
                        return node;
                    })
                    .toList());
            for (Future<Object> stop : stops) {
                stop.get();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a node did not stop", e.getCause());
        } finally {
            if (temporary) {
                Folders.remove(folder);
            }
        }
    }
}
