package io.replicator.node.e2e;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nodes that are told where to reach each other, although the direct addresses are known and would do. */
class PeerAddressIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Longer than any pause between two attempts to reach a peer. */
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(8);

    @TempDir
    Path folder;

    @Test
    void reachesAPeerInTheNamedWayAlone() throws Exception {
        try (NodeNetwork network = new NodeNetwork()) {
            String here = identity(network, "here");
            String there = identity(network, "there");
            try (Forwarder toHere = new Forwarder(portOf(here));
                    Forwarder toThere = new Forwarder(portOf(there))) {
                Path file = Files.writeString(
                        folder.resolve("peers"), idOf(there) + " " + toThere.address() + " # by the forwarder\n");
                NodeProcess founder = network.add(
                        folder, "cluster-1", folder.resolve("here"), List.of("--peer-addresses", file.toString()));
                NodeProcess other = network.add(
                        folder,
                        "cluster-1",
                        folder.resolve("there"),
                        List.of("-bootstrap", here, "-peer-address", idOf(here) + "=" + toHere.address()));
                NodeProcess third = network.add(
                        folder, "cluster-1", folder.resolve("third"), List.of("-bootstrap", nameless(here)));
                List<NodeProcess> nodes = List.of(founder, other, third);
                nodes.forEach(NodeProcess::start);
                nodes.forEach(network::awaitReady);
                nodes.forEach(node -> awaitConnected(network, node, 3));
                assertTrue(toHere.carried() > 0, "the bootstrap address is overridden too");
                assertTrue(peers(network, other).contains(toHere.address()), () -> peers(network, other));

                toHere.setCut(true);
                toThere.setCut(true);
                awaitConnected(network, founder, 2);
                awaitConnected(network, other, 2);
                await("nobody finds the direct way")
                        .during(LONG_ENOUGH)
                        .atMost(PATIENCE)
                        .until(() -> !network.seesPeers(founder, 3) && !network.seesPeers(other, 3));
                assertEquals(201, network.put(other, "apple", "red", null).statusCode(), "two of three are a majority");

                Files.writeString(file, idOf(there) + " /ip4/127.0.0.1/tcp/" + portOf(there) + "\n");
                nodes.forEach(node -> awaitConnected(network, node, 3));
            }
        }
    }

    /** Starts a node once, so that its peer id and its port are known; both are kept in its folder. */
    private String identity(NodeNetwork network, String name) {
        NodeProcess node = network.add(folder, "cluster-1", folder.resolve(name), List.of());
        node.start();
        await().atMost(PATIENCE).until(() -> node.address() != null);
        node.kill();
        return String.valueOf(node.address());
    }

    private static void awaitConnected(NodeNetwork network, NodeProcess node, int count) {
        await(node + " is connected to " + count + " nodes")
                .atMost(PATIENCE)
                .until(() -> network.seesPeers(node, count) && !network.seesPeers(node, count + 1));
    }

    private static String peers(NodeNetwork network, NodeProcess node) {
        try {
            return new String(network.get(node, "/peers").body(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            return e.toString();
        }
    }

    private static String idOf(String address) {
        return address.substring(address.lastIndexOf('/') + 1);
    }

    private static String nameless(String address) {
        return address.substring(0, address.indexOf("/p2p/"));
    }

    private static int portOf(String address) {
        return Integer.parseInt(address.split("/", -1)[4]);
    }
}
