package io.replicator.node.e2e;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One cluster of three real nodes, to which happens what the world does to programs. */
class HostileWorldIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final Pattern CLASSIC_BALLOTS =
            Pattern.compile("^replicator_ballots_classic_total ([0-9.E+]+)$", Pattern.MULTILINE);

    @TempDir
    Path folder;

    // ---- Strangers.

    @Test
    void goesOnStoringWhileStrangersBehaveBadly() throws Exception {
        try (NodeNetwork network = NodeNetwork.start(folder, 1, 3);
                Strangers strangers = new Strangers(network)) {
            strangers.begin();
            for (int n = 0; n < 300 || !strangers.haveAllBeenHere(); n++) {
                NodeProcess node = network.nodes.get(n % 3);
                HttpResponse<byte[]> answer = network.put(node, "calm/" + n, "value " + n, null);
                assertEquals(201, answer.statusCode(), () -> text(answer) + "; " + strangers);
            }
            System.out.println("strangers: " + strangers);
        }
    }

    // ---- Signals.

    @Test
    void answersWhatIsInFlightWhenItIsTerminated() throws Exception {
        try (NodeNetwork network = NodeNetwork.start(folder, 1, 3);
                ExecutorService client = Executors.newVirtualThreadPerTaskExecutor()) {
            NodeProcess leaving = network.nodes.get(1);
            List<NodeProcess> others = List.of(network.nodes.get(0), network.nodes.get(2));
            others.forEach(NodeProcess::pause);
            Future<HttpResponse<byte[]>> store = client.submit(() -> network.put(leaving, "in flight", "landed", null));
            await("the vote of the node itself")
                    .atMost(PATIENCE)
                    .until(() ->
                            network.get(leaving, "/local/proposed/in%20flight").statusCode() == 200);
            Future<Integer> exit = client.submit(leaving::terminate);
            await("it turns new work away").atMost(PATIENCE).until(() -> refuses(network, leaving));
            others.forEach(NodeProcess::resume);
            assertEquals(201, store.get().statusCode(), () -> leaving.output());
            assertEquals(0, exit.get(), leaving::output);
            for (NodeProcess node : others) {
                await(node + " reads it")
                        .atMost(PATIENCE)
                        .until(() -> text(network.read(node, "in flight")).equals("landed"));
            }
        }
    }

    @Test
    void losesNothingAcknowledgedWhenItIsTerminatedUnderLoad() throws Exception {
        try (NodeNetwork network = NodeNetwork.start(folder, 1, 3)) {
            NodeProcess leaving = network.nodes.get(1);
            Map<String, String> acknowledged = new ConcurrentHashMap<>();
            AtomicBoolean over = new AtomicBoolean();
            try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
                for (int c = 0; c < 16; c++) {
                    int client = c;
                    clients.execute(() -> storeUntilRefused(network, leaving, client, acknowledged, over));
                }
                await().atMost(PATIENCE).until(() -> acknowledged.size() > 200);
                assertEquals(0, leaving.terminate(), leaving::output);
                over.set(true);
            }
            for (Map.Entry<String, String> stored : acknowledged.entrySet()) {
                HttpResponse<byte[]> read = network.read(network.nodes.getFirst(), stored.getKey());
                assertEquals(stored.getValue(), text(read), stored.getKey());
            }
        }
    }

    @Test
    void goesOnWithoutANodeThatHangsWhichCatchesUpLater() throws Exception {
        try (NodeNetwork network = NodeNetwork.start(folder, 1, 3)) {
            NodeProcess coordinator = network.nodes.get(0);
            NodeProcess hanging = network.nodes.get(2);
            hanging.pause();
            for (int n = 0; n < 20; n++) {
                HttpResponse<byte[]> answer = network.put(coordinator, "meanwhile/" + n, "value", null);
                assertEquals(201, answer.statusCode(), () -> text(answer));
            }
            // One cluster of three has no vote to spare for the fast round: ballot 1 confirmed each.
            assertTrue(classicBallots(network, coordinator) >= 20, () -> "by ballot 1");
            hanging.resume();
            for (int n = 0; n < 20; n++) {
                awaitHeld(network, hanging, "meanwhile/" + n);
            }
        }
    }

    // ---- Disks.

    @Test
    void endsRatherThanAcknowledgingOnAFullDisk() throws Exception {
        Path disk = Files.createDirectory(folder.resolve("small-disk"));
        boolean mounted = run("mount", "-t", "tmpfs", "-o", "size=64m", "tmpfs", disk.toString());
        if (!mounted) {
            System.out.println("SKIPPED: a full disk, since this user may not mount a file system");
        }
        assumeTrue(mounted, "this user may not mount a file system");
        try (NodeNetwork network = new NodeNetwork()) {
            NodeProcess founder = network.add(folder, "A", List.of("--expect", "A=3"));
            founder.start();
            await().atMost(PATIENCE).until(() -> founder.address() != null);
            List<String> join = List.of("-bootstrap", String.valueOf(founder.address()));
            NodeProcess other = network.add(folder, "A", join);
            other.start();
            NodeProcess cramped = network.add(folder, "A", disk.resolve("data"), join);
            cramped.start();
            network.nodes.forEach(network::awaitReady);

            Path filler = disk.resolve("filler");
            fill(filler);
            String large = "x".repeat(200_000);
            int stored = 0;
            while (cramped.isAlive() && stored < 100) {
                HttpResponse<byte[]> answer = network.put(founder, "large/" + stored, large, null);
                assertEquals(201, answer.statusCode(), () -> text(answer));
                stored++;
            }
            assertEquals(1, cramped.awaitExit(PATIENCE), cramped::output);
            assertTrue(cramped.output().contains("No space left on device"), cramped::output);
            assertEquals(201, network.put(other, "after it", "fine", null).statusCode());

            cramped.start();
            assertEquals(7, cramped.awaitExit(PATIENCE), cramped::output);
            assertTrue(cramped.output().contains("see to its permissions and to free space"), cramped::output);

            Files.delete(filler);
            cramped.start();
            network.awaitReady(cramped);
            for (int n = 0; n < stored; n++) {
                awaitHeld(network, cramped, "large/" + n);
            }
            awaitHeld(network, cramped, "after it");
        } finally {
            assertTrue(run("umount", disk.toString()), "the small disk is unmounted");
        }
    }

    // ---- Help.

    private static boolean refuses(NodeNetwork network, NodeProcess node) {
        try {
            return network.get(node, "/health/ready").statusCode() == 503;
        } catch (IOException e) {
            return true;
        }
    }

    private static void storeUntilRefused(
            NodeNetwork network, NodeProcess node, int client, Map<String, String> acknowledged, AtomicBoolean over) {
        for (int n = 0; !over.get(); n++) {
            String key = "load/" + client + "/" + n;
            try {
                HttpResponse<byte[]> answer = network.put(node, key, key, null);
                if (answer.statusCode() == 201) {
                    acknowledged.put(key, key);
                } else {
                    assertEquals(503, answer.statusCode(), () -> text(answer));
                }
            } catch (IOException e) {
                return;
            }
        }
    }

    private static double classicBallots(NodeNetwork network, NodeProcess node) throws IOException {
        String page = text(network.get(node, "/metrics"));
        Matcher found = CLASSIC_BALLOTS.matcher(page);
        assertTrue(found.find(), page);
        return Double.parseDouble(found.group(1));
    }

    private static void awaitHeld(NodeNetwork network, NodeProcess node, String key) {
        await(key + " is committed at " + node)
                .pollDelay(Duration.ZERO)
                .atMost(PATIENCE)
                .until(() -> network.get(node, "/local/stored/" + NodeNetwork.encode(key))
                                .statusCode()
                        == 200);
    }

    private static void fill(Path file) {
        byte[] block = new byte[64 << 10];
        try (var out = Files.newOutputStream(file)) {
            while (true) {
                out.write(block);
            }
        } catch (IOException e) {
            assertTrue(String.valueOf(e.getMessage()).contains("No space"), () -> e.toString());
        }
    }

    private static boolean run(String... command) throws InterruptedException {
        try {
            return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
        } catch (IOException e) {
            return false;
        }
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }
}
