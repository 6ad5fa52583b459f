package io.replicator.node.e2e;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A network as it is first met: three nodes in one folder, started by hand, with nothing but the flags of the manual. */
class FoundingIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    @Test
    void formsFromThreeCommandLinesTakesALateNodeAndComesBack() throws Exception {
        try (NodeNetwork network = new NodeNetwork()) {
            NodeProcess founder =
                    network.start(folder, "-cid", "cluster-1", "-http", Integer.toString(NodeNetwork.freePort()));
            await().atMost(PATIENCE).until(() -> founder.address() != null);
            assertTrue(founder.output().contains("Waiting until 3 peers are discovered"), founder::output);
            String address = String.valueOf(founder.address());
            NodeProcess second = network.start(folder, "-cid", "cluster-1", "-peer", address);
            NodeProcess third = network.start(folder, "-cid", "cluster-1", "-peer", address);
            List.of(founder, second, third).forEach(network::awaitReady);
            assertReplies(201, network.put(second, "apple", "red", null));

            NodeProcess late = network.start(folder, "-cid", "cluster-1", "-peer", address);
            assertLearns(network, late);
            network.nodes.forEach(NodeProcess::kill);
            assertWaitsAlone(network, founder);
            List.of(second, third).forEach(NodeProcess::start);
            List.of(founder, second, third).forEach(network::awaitReady);
            assertReplies(200, network.read(third, "pear"));

            network.nodes.forEach(NodeProcess::kill);
            network.nodes.forEach(NodeProcess::start);
            network.nodes.forEach(network::awaitReady);
            assertReplies(201, network.put(founder, "after everybody restarted", "fine", null));
        }
    }

    @Test
    void findsANodeAgainWhosePortWasTaken() throws Exception {
        try (NodeNetwork network = NodeNetwork.start(folder, 1, 3)) {
            NodeProcess moved = network.nodes.get(1);
            String before = String.valueOf(moved.address());
            moved.kill();
            try (ServerSocket thief = new ServerSocket(portOf(before), 1, InetAddress.getLoopbackAddress())) {
                moved.start();
                network.awaitReady(moved);
                assertFalse(String.valueOf(moved.address()).contains("/tcp/" + thief.getLocalPort() + "/"));
                for (NodeProcess node : network.nodes) {
                    await(node + " is connected to all").atMost(PATIENCE).until(() -> network.seesPeers(node, 3));
                }
                assertReplies(201, network.put(network.nodes.get(2), "apple", "red", null));
            }
        }
    }

    private static void assertLearns(NodeNetwork network, NodeProcess late) throws IOException {
        network.awaitReady(late);
        assertTrue(text(network.get(late, "/health/ready")).contains("learner"), late::output);
        String peers = text(network.get(late, "/peers"));
        assertEquals(3, peers.split("\"role\":\"voter\"", -1).length - 1, peers);
        assertEquals(1, peers.split("\"role\":\"learner\"", -1).length - 1, peers);
        assertEquals("red", text(network.read(late, "apple")));
        await("what was stored before it came")
                .atMost(PATIENCE)
                .until(() -> network.get(late, "/local/stored/apple").statusCode() == 200);
        assertReplies(409, network.put(late, "apple", "green", null));
        assertReplies(201, network.put(late, "pear", "yellow", null));
        assertEquals("yellow", text(network.read(network.nodes.getFirst(), "pear")));
    }

    private static void assertWaitsAlone(NodeNetwork network, NodeProcess founder) throws IOException {
        founder.start();
        await().atMost(PATIENCE).until(() -> network.seesPeers(founder, 1));
        assertTrue(founder.output().contains("resumed, network "), founder::output);
        HttpResponse<byte[]> ready = network.get(founder, "/health/ready");
        assertReplies(503, ready);
        assertTrue(text(ready).contains("no majority"), () -> text(ready));
        assertEquals("red", text(network.read(founder, "apple")), "what is committed here can be read");
        assertTrue(founder.isAlive());
    }

    private static void assertReplies(int status, HttpResponse<byte[]> answer) {
        assertEquals(status, answer.statusCode(), () -> text(answer));
    }

    private static String text(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private static int portOf(String address) {
        return Integer.parseInt(address.split("/", -1)[4]);
    }
}
