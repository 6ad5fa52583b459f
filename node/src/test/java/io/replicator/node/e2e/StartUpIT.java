package io.replicator.node.e2e;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.replicator.engine.model.ClusterId;
import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.node.storage.DataFolder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a node that cannot run tells the person who started it, and how it takes its old place again. */
class StartUpIT {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    /** Ten seconds for the peers to join, and room for the JVM on a busy machine. */
    private static final Duration BOOTSTRAP = Duration.ofSeconds(20);

    private static final String STRANGER = "12D3KooWEyoppNCUx8Yx66oV9fJnriXwCcXwDDUA2kj6vnc6iDEp";

    @TempDir
    Path folder;

    private final List<NodeProcess> started = new ArrayList<>();

    @AfterEach
    void killWhatStillRuns() {
        started.forEach(NodeProcess::kill);
    }

    // ---- Peers to join.

    @Test
    void saysForEachPeerWhyItCouldNotBeReached() throws Exception {
        NodeProcess other = start("other", "-cid", "A");
        await().atMost(PATIENCE).until(() -> other.address() != null);
        String wrongPeer = String.valueOf(other.address()).replaceFirst("/p2p/.*", "/p2p/" + STRANGER);
        try (ServerSocket silent = listener()) {
            String refused = "/ip4/127.0.0.1/tcp/" + NodeNetwork.freePort() + "/p2p/" + STRANGER;
            String mute = "/ip4/127.0.0.1/tcp/" + silent.getLocalPort() + "/p2p/" + STRANGER;
            long begun = System.nanoTime();
            NodeProcess node = start("lonely", "-cid", "A", "-bootstrap", refused, "-peer", mute, "-peer", wrongPeer);
            assertEquals(3, node.awaitExit(PATIENCE), node::output);
            Duration took = Duration.ofNanos(System.nanoTime() - begun);
            assertTrue(took.compareTo(BOOTSTRAP) < 0, () -> "it took " + took);
            assertTrue(lineWith(node, refused + ":").contains("Connection refused"), node::output);
            assertTrue(lineWith(node, mute + ":").contains("no connection within"), node::output);
            assertTrue(lineWith(node, wrongPeer + ":").contains(idOf(other)), node::output);
            assertTellsAPerson(node, "check that the peer runs");
        }
    }

    @Test
    void waitsForAPeerThatStartsALittleLater() {
        int port = NodeNetwork.freePort();
        NodeProcess first = start("first", "-cid", "A", "--data", "first");
        await().atMost(PATIENCE).until(() -> first.address() != null);
        String id = idOf(first);
        first.kill();
        NodeProcess joining = start(
                "joining", "-cid", "A", "--data", "joining", "-peer", "/ip4/127.0.0.1/tcp/" + port + "/p2p/" + id);
        await().atMost(PATIENCE).until(() -> joining.address() != null);
        NodeProcess again = start("again", "-cid", "A", "--data", "first", "-listen", "/ip4/127.0.0.1/tcp/" + port);
        try (NodeNetwork network = new NodeNetwork()) {
            await().atMost(PATIENCE).until(() -> {
                assertTrue(joining.isAlive(), joining::output);
                return again.address() != null && network.seesPeers(joining, 2);
            });
        }
    }

    // ---- Mistakes in the command.

    @Test
    void namesEveryMistakeInTheSettings() {
        NodeProcess node = start(
                "mistaken",
                "-cid",
                "my cluster",
                "-http",
                "99999",
                "-bootstrap",
                "/ip4/127.0.0.999/tcp/4001",
                "-peer",
                "/ip4/127.0.0.1/udp/4001",
                "-listen",
                "/ip4/127.0.0.1/udp/4001",
                "-peer-address",
                "nobody=/ip4/127.0.0.1/tcp/4001",
                "--peer-addresses",
                "no-file");
        assertEquals(2, node.awaitExit(PATIENCE), node::output);
        assertTellsAPerson(node, "-cid: 'my cluster' is no cluster id");
        assertTellsAPerson(node, "-http: '99999' is not a port");
        assertTellsAPerson(node, "\"127.0.0.999\" is not an IPv4 address");
        assertTellsAPerson(node, "-peer: '/ip4/127.0.0.1/udp/4001' cannot be used");
        assertTellsAPerson(node, "-peer-address: 'nobody' is no peer id");
        assertTellsAPerson(node, "--peer-addresses: cannot read no-file: there is no such file");
        assertTellsAPerson(node, "-listen: '/ip4/127.0.0.1/udp/4001' cannot be used");
    }

    @Test
    void suggestsTheFlagThatWasMeant() {
        NodeProcess node = start("mistyped", "-cid", "A", "-htp", "8000");
        assertEquals(2, node.awaitExit(PATIENCE), node::output);
        assertTellsAPerson(node, "there is no option -htp");
    }

    // ---- Ports.

    @Test
    void saysWhichPortIsTaken() throws Exception {
        try (ServerSocket taken = listener()) {
            int port = taken.getLocalPort();
            NodeProcess http = start("http", "-cid", "A", "--data", "http", "-http", Integer.toString(port));
            NodeProcess libp2p =
                    start("libp2p", "-cid", "A", "--data", "libp2p", "-listen", "/ip4/127.0.0.1/tcp/" + port);
            assertEquals(1, http.awaitExit(PATIENCE), http::output);
            assertTellsAPerson(
                    http, "cannot serve HTTP on 127.0.0.1:" + port + ": Address already in use: choose another port");
            assertEquals(1, libp2p.awaitExit(PATIENCE), libp2p::output);
            assertTellsAPerson(libp2p, "cannot listen on /ip4/127.0.0.1/tcp/" + port);
            assertTellsAPerson(libp2p, "choose another address with -listen");
        }
    }

    @Test
    void keepsItsPortOverARestartUnlessAnotherHasTakenIt() throws Exception {
        NodeProcess node = start("node", "-cid", "A");
        await().atMost(PATIENCE).until(() -> node.address() != null);
        String first = String.valueOf(node.address());
        assertTrue(lineWith(node, "Data:").contains("(new)"), node::output);
        assertEquals(0, terminateOnceServing(node), node::output);

        node.start();
        await().atMost(PATIENCE).until(() -> node.address() != null);
        assertEquals(first, node.address());
        assertTrue(lineWith(node, "Data:").contains("(resumed)"), node::output);
        assertEquals(0, terminateOnceServing(node), node::output);

        try (ServerSocket thief = new ServerSocket(portOf(first), 1, InetAddress.getLoopbackAddress())) {
            node.start();
            await().atMost(PATIENCE).until(() -> node.address() != null);
            assertNotEquals(thief.getLocalPort(), portOf(String.valueOf(node.address())));
            assertTrue(node.output().contains("is taken by another"), node::output);
        }
    }

    // ---- Stopping.

    @Test
    void stopsCleanlyWhileItStillLooksForItsPeers() throws Exception {
        try (ServerSocket silent = listener()) {
            String peer = "/ip4/127.0.0.1/tcp/" + silent.getLocalPort() + "/p2p/" + STRANGER;
            NodeProcess node = start("early", "-cid", "A", "--data", "early", "-peer", peer);
            await().atMost(PATIENCE).until(() -> node.address() != null);
            assertEquals(0, node.terminate(), node::output);
            assertFalse(node.output().contains("none of the peers"), node::output);
            assertFalse(node.output().contains("\tat "), node::output);
        }
        open(folder.resolve("early"), "A").close();
    }

    // ---- Data folders.

    @Test
    void refusesDataFoldersThatAreNotItsOwn() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));
        Path strange = Files.createDirectory(folder.resolve("strange"));
        Files.writeString(strange.resolve("thesis.tex"), "dear to somebody");
        Path foreign = create("foreign", "B");
        Path newer = create("newer", "A");
        Path properties = newer.resolve("node.properties");
        Files.writeString(properties, Files.readString(properties).replace("format=1", "format=2"));
        Path corrupt = create("corrupt", "A");
        damageLog(corrupt);
        try (DataFolder locked = open(folder.resolve("locked"), "A")) {
            NodeProcess onFile = start("on-file", "-cid", "A", "--data", file.toString());
            NodeProcess onStrange = start("on-strange", "-cid", "A", "--data", strange.toString());
            assertRefused(onFile, "is no folder");
            assertRefused(onStrange, "holds something else (such as 'thesis.tex')");
            NodeProcess onForeign = start("on-foreign", "-cid", "A", "--data", foreign.toString());
            NodeProcess onNewer = start("on-newer", "-cid", "A", "--data", newer.toString());
            assertRefused(onForeign, "belongs to a node of cluster B");
            assertRefused(onNewer, "has format 2");
            NodeProcess onCorrupt = start("on-corrupt", "-cid", "A", "--data", corrupt.toString());
            NodeProcess onLocked =
                    start("on-locked", "-cid", "A", "--data", locked.path().toString());
            assertRefused(onCorrupt, "is damaged");
            assertRefused(
                    onLocked, "is in use by process " + ProcessHandle.current().pid());
        }
        assertEquals("dear to somebody", Files.readString(strange.resolve("thesis.tex")));
    }

    @Test
    void refusesADataFolderThatCannotBeMade() {
        assumeTrue(Files.isDirectory(Path.of("/proc/self")), "no folder here refuses even the superuser");
        assertRefused(start("unwritable", "-cid", "A", "--data", "/proc/replicator"), "see to its permissions");
    }

    // ---- Help.

    private NodeProcess start(String name, String... line) {
        NodeProcess node = new NodeProcess(folder, name, List.of(line));
        started.add(node);
        node.start();
        return node;
    }

    private static int terminateOnceServing(NodeProcess node) {
        try (NodeNetwork network = new NodeNetwork()) {
            await().atMost(PATIENCE).until(() -> network.seesPeers(node, 1));
        }
        return node.terminate();
    }

    private static void assertRefused(NodeProcess node, String reason) {
        assertEquals(7, node.awaitExit(PATIENCE), node::output);
        assertTellsAPerson(node, reason);
    }

    private static void assertTellsAPerson(NodeProcess node, String text) {
        assertTrue(node.output().contains(text), () -> "'" + text + "' is missing in: " + node.output());
        assertFalse(node.output().contains("\tat "), () -> "a stack trace: " + node.output());
    }

    private static String lineWith(NodeProcess node, String text) {
        return node.output()
                .lines()
                .filter(line -> line.contains(text))
                .findFirst()
                .orElse("");
    }

    private static String idOf(NodeProcess node) {
        return String.valueOf(node.address()).replaceFirst(".*/p2p/", "");
    }

    private static int portOf(String address) {
        return Integer.parseInt(
                address.replaceFirst("/ip4/127\\.0\\.0\\.1/tcp/", "").replaceFirst("/.*", ""));
    }

    private static ServerSocket listener() throws IOException {
        return new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    }

    private Path create(String name, String cluster) throws Exception {
        Path path = folder.resolve(name);
        open(path, cluster).close();
        return path;
    }

    private static DataFolder open(Path path, String cluster) throws Exception {
        return DataFolder.open(
                path,
                new ClusterId(cluster),
                () -> PrivateKey.generateEd25519(new SecureRandom()).encode());
    }

    /** Flips a bit in the first record of the write-ahead log: not its end, which a crash may tear. */
    private static void damageLog(Path data) throws IOException {
        try (Stream<Path> files = Files.list(data.resolve("rocksdb"))) {
            Path log = files.filter(file -> file.toString().endsWith(".log"))
                    .findFirst()
                    .orElseThrow();
            byte[] bytes = Files.readAllBytes(log);
            String before = new String(bytes, StandardCharsets.ISO_8859_1);
            assertFalse(before.isEmpty(), "the log holds what creation wrote");
            bytes[bytes.length / 2] ^= 1;
            Files.write(log, bytes);
        }
    }
}
