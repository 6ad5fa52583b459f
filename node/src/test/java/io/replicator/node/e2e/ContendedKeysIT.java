package io.replicator.node.e2e;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two clusters of three real nodes, and two hundred clients that want the same keys at once through all of them. */
class ContendedKeysIT {

    private static final int CLIENTS = 200;
    private static final int KEYS = 25;
    /** The nodes have just started and share few cores: this is about which answers there are, not when. */
    private static final String PATIENCE = "60s";

    @TempDir
    Path folder;

    @Test
    void oneClientWinsEachKeyAndAllNodesAgree() throws Exception {
        try (NodeNetwork network = NodeNetwork.start(folder, 2, 3, "--request-timeout", PATIENCE)) {
            History history = new History();
            contend(network, history);
            history.assertOneWinnerEach(KEYS);
            assertEquals(KEYS, history.storedCount(), "stores acknowledged");
            for (int k = 0; k < KEYS; k++) {
                String key = "contended/" + k;
                for (NodeProcess node : network.nodes) {
                    assertHolds(network, node, key, String.valueOf(history.acknowledged(key)));
                }
            }
            System.out.println("contended keys: " + history);
        }
    }

    private static void contend(NodeNetwork network, History history) throws Exception {
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<?>> running = new ArrayList<>();
            for (int c = 0; c < CLIENTS; c++) {
                int client = c;
                running.add(clients.submit(() -> {
                    for (int k = 0; k < KEYS; k++) {
                        String key = "contended/" + k;
                        String value = "client-" + client;
                        NodeProcess node = network.nodes.get((client + k) % network.nodes.size());
                        history.tried(key);
                        long asked = System.nanoTime();
                        HttpResponse<byte[]> answer = network.put(node, key, value, null);
                        history.took(System.nanoTime() - asked);
                        history.answered(key, value, answer.statusCode());
                        // 200: another node's recovery finished this very proposal.
                        assertTrue(
                                List.of(200, 201, 409).contains(answer.statusCode()),
                                () -> "a calm network gives a final answer, not " + answer.statusCode() + " "
                                        + new String(answer.body(), StandardCharsets.UTF_8));
                    }
                    return null;
                }));
            }
            for (Future<?> client : running) {
                finish(client);
            }
        }
    }

    private static void finish(Future<?> client) throws Exception {
        try {
            client.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AssertionError failed) {
                throw failed;
            }
            throw e;
        }
    }

    private static void assertHolds(NodeNetwork network, NodeProcess node, String key, String value)
            throws IOException {
        HttpResponse<byte[]> read = network.read(node, key);
        assertEquals(200, read.statusCode(), () -> key + " at " + node);
        assertEquals(value, new String(read.body(), StandardCharsets.UTF_8), () -> key + " at " + node);
        await("no reservation of " + key + " is left at " + node)
                .pollDelay(Duration.ZERO)
                .atMost(Duration.ofSeconds(20))
                .until(() -> network.get(node, "/local/proposed/" + NodeNetwork.encode(key))
                                .statusCode()
                        == 404);
        await(key + " is committed at " + node)
                .pollDelay(Duration.ZERO)
                .atMost(Duration.ofSeconds(20))
                .until(() -> network.get(node, "/local/stored/" + NodeNetwork.encode(key))
                                .statusCode()
                        == 200);
    }
}
