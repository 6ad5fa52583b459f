package io.replicator.node.e2e;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Clusters of real node processes that form one network, and the requests that tests make of them. */
final class NodeNetwork implements AutoCloseable {

    static final Duration START = Duration.ofSeconds(90);
    private static final Duration ANSWER = Duration.ofSeconds(90);

    final List<NodeProcess> nodes = new ArrayList<>();
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(5))
            .build();

    /** Starts so many clusters of so many nodes with these further arguments, and waits until every node is ready. */
    static NodeNetwork start(Path folder, int clusters, int nodesEach, String... more) {
        NodeNetwork network = new NodeNetwork();
        try {
            network.startAll(folder, clusters, nodesEach, List.of(more));
            return network;
        } catch (RuntimeException | Error e) {
            network.nodes.forEach(node -> System.out.println("---- " + node + "\n" + node.output()));
            network.close();
            throw e;
        }
    }

    private void startAll(Path folder, int clusters, int nodesEach, List<String> more) {
        List<String> expected = new ArrayList<>();
        for (int c = 1; c <= clusters; c++) {
            expected.add("cluster-" + c + "=" + nodesEach);
        }
        NodeProcess founder = add(folder, "cluster-1", and(more, "--expect", String.join(",", expected)));
        founder.start();
        awaitAddress(founder);
        List<String> join = and(more, "-bootstrap", String.valueOf(founder.address()));
        NodeProcess before = founder;
        for (int c = 1; c <= clusters; c++) {
            for (int n = c == 1 ? 1 : 0; n < nodesEach; n++) {
                NodeProcess node = add(folder, "cluster-" + c, join);
                node.start();
                // Two at a time: many that start on few cores keep each other from reaching the founder in time.
                awaitAddress(before);
                before = node;
            }
        }
        nodes.forEach(node -> awaitReady(node, nodes));
    }

    private static void awaitAddress(NodeProcess node) {
        await("the address of " + node).atMost(START).until(() -> node.address() != null);
    }

    private static List<String> and(List<String> arguments, String... more) {
        return Stream.concat(arguments.stream(), Stream.of(more)).toList();
    }

    NodeProcess add(Path folder, String cluster, List<String> arguments) {
        String name = "node-" + nodes.size();
        return add(folder, cluster, folder.resolve(name + "-data"), arguments);
    }

    NodeProcess add(Path folder, String cluster, Path data, List<String> arguments) {
        List<String> line = new ArrayList<>(
                List.of("node", "-cid", cluster, "-http", Integer.toString(freePort()), "--data", data.toString()));
        line.addAll(arguments);
        NodeProcess node = new NodeProcess(folder, "node-" + nodes.size(), line);
        nodes.add(node);
        return node;
    }

    /** Starts a node with a command line as a person types it, in this folder. */
    NodeProcess start(Path folder, String... line) {
        NodeProcess node = new NodeProcess(folder, "node-" + nodes.size(), List.of(line));
        nodes.add(node);
        node.start();
        return node;
    }

    void awaitReady(NodeProcess node) {
        awaitReady(node, List.of(node));
    }

    private void awaitReady(NodeProcess node, List<NodeProcess> needed) {
        await("readiness of " + node + ", whose log is " + node.log)
                .atMost(START)
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    needed.forEach(each -> assertTrue(each.isAlive(), () -> each + " has ended: " + each.output()));
                    return isReady(node);
                });
    }

    boolean isReady(NodeProcess node) {
        try {
            return send(node, HttpRequest.newBuilder(node.url("/health/ready")).GET())
                            .statusCode()
                    == 200;
        } catch (IOException e) {
            return false;
        }
    }

    /** Whether the node serves, and is connected to so many nodes, itself included. */
    boolean seesPeers(NodeProcess node, int count) {
        try {
            String peers = new String(get(node, "/peers").body(), StandardCharsets.UTF_8);
            return peers.split("\"connected\":true", -1).length - 1 >= count;
        } catch (IOException e) {
            return false;
        }
    }

    HttpResponse<byte[]> put(NodeProcess node, String key, String value, @Nullable String txId) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(node.url("/store/" + encode(key)))
                .PUT(HttpRequest.BodyPublishers.ofString(value));
        if (txId != null) {
            request.header("Idempotency-Key", txId);
        }
        return send(node, request);
    }

    HttpResponse<byte[]> get(NodeProcess node, String path) throws IOException {
        return send(node, HttpRequest.newBuilder(node.url(path)).GET());
    }

    HttpResponse<byte[]> read(NodeProcess node, String key) throws IOException {
        return get(node, "/store/" + encode(key));
    }

    private HttpResponse<byte[]> send(NodeProcess node, HttpRequest.Builder request) throws IOException {
        try {
            return client.send(request.timeout(ANSWER).build(), BodyHandlers.ofByteArray());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted while asking " + node, e);
        }
    }

    static String encode(String key) {
        return URLEncoder.encode(key, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * A port that nobody listens at. Not one of those that the system gives to outgoing connections (from 32768 on, on
     * Linux): a node takes seconds to start, and until it binds its port a connection of another node could have it.
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
        nodes.forEach(NodeProcess::kill);
        client.close();
    }
}
