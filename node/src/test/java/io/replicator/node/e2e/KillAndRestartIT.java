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
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Two clusters of three real nodes under load, while one after the other is killed with -9 and started again: the founder
 * and coordinators in the middle of a store included.
 */
class KillAndRestartIT {

    private static final Duration NEMESIS = Duration.ofMinutes(1);
    private static final int CLIENTS = 24;
    private static final int READERS = 8;
    /** Between two stores of a client: many clients without a rest would keep all else on the machine from working. */
    private static final int REST_MILLIS = 40;
    /** Clients come to the same key about this often, so that stores conflict while nodes die. */
    private static final int KEY_SPREAD = 8;

    @TempDir
    Path folder;

    @Test
    void nothingAcknowledgedIsLostAndNoKeyIsStuck() throws Exception {
        long seed = Long.getLong("replicator.seed", System.nanoTime());
        System.out.println("kill and restart: repeat with -Dreplicator.seed=" + seed);
        try (NodeNetwork network = NodeNetwork.start(folder, 2, 3)) {
            History history = new History();
            CountDownLatch over = new CountDownLatch(1);
            List<Future<?>> running = new ArrayList<>();
            try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int c = 0; c < CLIENTS; c++) {
                    Random random = new Random(seed + c);
                    int client = c;
                    running.add(clients.submit(() -> {
                        store(network, history, random, client, over);
                        return null;
                    }));
                }
                torture(network, new Random(seed), over);
                for (Future<?> client : running) {
                    client.get();
                }
            }
            network.nodes.forEach(network::awaitReady);
            verify(network, history);
            System.out.println("kill and restart: " + history);
        }
    }

    private static void torture(NodeNetwork network, Random random, CountDownLatch over) {
        long end = System.nanoTime() + NEMESIS.toNanos();
        try {
            while (System.nanoTime() < end) {
                NodeProcess victim = network.nodes.get(random.nextInt(network.nodes.size()));
                pause(500 + random.nextInt(2_000));
                victim.kill();
                pause(random.nextInt(1_500));
                victim.start();
                network.awaitReady(victim);
            }
        } finally {
            over.countDown();
        }
    }

    /** Time passes; there is nothing to wait for. */
    private static void pause(int millis) {
        long end = System.nanoTime() + Duration.ofMillis(millis).toNanos();
        await().pollDelay(Duration.ZERO).atMost(Duration.ofMinutes(1)).until(() -> System.nanoTime() >= end);
    }

    private static void store(NodeNetwork network, History history, Random random, int client, CountDownLatch over)
            throws InterruptedException {
        for (int n = 0; !over.await(REST_MILLIS, TimeUnit.MILLISECONDS); n++) {
            String key = "key-" + n + "-" + random.nextInt(CLIENTS / KEY_SPREAD);
            String value = "client-" + client + "-" + n;
            String txId = client + "." + n;
            history.tried(key);
            boolean settled = false;
            for (int attempt = 0; attempt < 5 && !settled; attempt++) {
                NodeProcess node = network.nodes.get(random.nextInt(network.nodes.size()));
                try {
                    HttpResponse<byte[]> answer = network.put(node, key, value, txId);
                    settled = List.of(200, 201, 409, 422).contains(answer.statusCode());
                    history.answered(key, value, answer.statusCode());
                } catch (IOException e) {
                    history.lostAnswer();
                }
            }
        }
    }

    private static void verify(NodeNetwork network, History history) throws Exception {
        assertTrue(history.storedCount() > 100, () -> "the network went on storing: " + history);
        try (ExecutorService readers = Executors.newFixedThreadPool(READERS)) {
            List<Future<?>> running = new ArrayList<>();
            for (String key : history.keys()) {
                for (NodeProcess node : network.nodes) {
                    running.add(readers.submit(() -> await(key + " at " + node + ", whose log is " + node.log)
                            .pollDelay(Duration.ZERO)
                            .atMost(Duration.ofSeconds(60))
                            .until(() -> isSettled(network, history, node, key, history.acknowledged(key)))));
                }
            }
            for (Future<?> reader : running) {
                reader.get();
            }
        }
    }

    /** Whether the node gives a final answer about the key: the acknowledged value, or none if none was. */
    private static boolean isSettled(
            NodeNetwork network, History history, NodeProcess node, String key, @Nullable String expected)
            throws IOException {
        HttpResponse<byte[]> read = network.read(node, key);
        if (read.statusCode() == 200) {
            String value = new String(read.body(), StandardCharsets.UTF_8);
            history.saw(key, value);
            if (expected != null) {
                assertEquals(expected, value, () -> key + " at " + node);
            }
        } else if (read.statusCode() != 404) {
            return false;
        } else {
            assertTrue(expected == null, () -> key + " was acknowledged, and is unknown at " + node);
        }
        return network.get(node, "/local/proposed/" + NodeNetwork.encode(key)).statusCode() == 404;
    }
}
