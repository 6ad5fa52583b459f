package io.replicator.node.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.libp2p.pnet.PreSharedKey;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes with a swarm key find each other and store; nobody else gets in. */
class PrivateNetworkIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);

    @TempDir
    Path folder;

    private final List<NodeProcess> strangers = new ArrayList<>();

    @AfterEach
    void killWhatStillRuns() {
        strangers.forEach(NodeProcess::kill);
    }

    @Test
    void admitsNobodyWithoutItsKey() throws Exception {
        PreSharedKey key = PreSharedKey.generate(new SecureRandom());
        Path file = write("swarm.key", key);
        Path other = write("other.key", PreSharedKey.generate(new SecureRandom()));
        try (NodeNetwork network = NodeNetwork.start(folder, 1, 3, "--swarm-key", file.toString())) {
            NodeProcess member = network.nodes.getFirst();
            String address = String.valueOf(member.address());
            NodeProcess keyless = stranger("keyless", Map.of(), "-bootstrap", address);
            NodeProcess foreign = stranger("foreign", Map.of(), "-bootstrap", address, "--swarm-key", other.toString());
            NodeProcess forced = stranger("forced", Map.of("LIBP2P_FORCE_PNET", "1"), "-bootstrap", address);

            assertEquals(201, network.put(member, "apple", "red", null).statusCode());
            for (NodeProcess node : network.nodes) {
                assertEquals("red", new String(network.read(node, "apple").body(), StandardCharsets.UTF_8));
                assertTrue(
                        node.output().contains("Private network: key with fingerprint " + key.fingerprint() + "\n"),
                        node::output);
            }

            assertRefused(keyless, 3, "it may be in a private network");
            assertRefused(foreign, 3, "it may have another private network's key than this host, or none");
            assertRefused(foreign, 3, "the fingerprint of this node's key: ");
            assertRefused(forced, 2, "LIBP2P_FORCE_PNET=1 in the environment forbids public networks");
            assertTrue(network.seesPeers(member, 3) && !network.seesPeers(member, 4));
            assertEquals(201, network.put(member, "pear", "green", null).statusCode());
        }
    }

    private NodeProcess stranger(String name, Map<String, String> environment, String... more) {
        List<String> line = new ArrayList<>(List.of("-cid", "cluster-1", "--data", name));
        line.addAll(List.of(more));
        NodeProcess node = new NodeProcess(folder, name, line, environment);
        strangers.add(node);
        node.start();
        return node;
    }

    private static void assertRefused(NodeProcess node, int exitCode, String reason) {
        assertEquals(exitCode, node.awaitExit(PATIENCE), node::output);
        assertTrue(node.output().contains(reason), () -> "'" + reason + "' is missing in: " + node.output());
        assertFalse(node.output().contains("\tat "), node::output);
    }

    private Path write(String name, PreSharedKey key) throws Exception {
        return Files.writeString(folder.resolve(name), key.toFile());
    }
}
