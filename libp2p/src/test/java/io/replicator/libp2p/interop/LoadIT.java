package io.replicator.libp2p.interop;

import static io.replicator.libp2p.interop.TestHost.ECHO;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.libp2p.host.Connection;
import io.replicator.libp2p.host.ConnectionListener;
import io.replicator.libp2p.host.Stream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Much at once with each other stack: bytes, streams, connections. */
@ParameterizedClass
@EnumSource(Stack.class)
@Timeout(120)
final class LoadIT {

    private static final int STREAM_BYTES = 64 << 20;

    /** The streams that each side opens: together four times {@link #STREAM_BYTES} go out and come back. */
    private static final int STREAMS_EACH = 2;

    private static final int MANY_STREAMS = 200;

    private static final int MANY_CONNECTIONS = 24;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final Executor VIRTUAL = task -> Thread.ofVirtual().start(task);

    private final Stack stack;
    private RealPeer peer;
    private TestHost here;

    LoadIT(Stack stack) {
        this.stack = stack;
    }

    @BeforeEach
    void start() throws Exception {
        stack.assume();
        peer = RealPeer.start(stack);
        here = TestHost.start();
    }

    @AfterEach
    void stop() {
        if (peer != null) {
            peer.close();
            here.close();
        }
    }

    /** On one connection, on streams that both sides have opened. */
    @Test
    void echoes256MebibytesBothWaysAtOnce() throws Exception {
        here.connect(peer);
        // It would dial a connection of its own, as long as it does not know of this one.
        await().atMost(PATIENCE)
                .until(() -> peer.execute("connected", here.host().peerId()).flag("connected"));
        long start = System.nanoTime();
        CompletableFuture<Answer> theirs = CompletableFuture.supplyAsync(
                () -> peer.execute("echo", here.address(), STREAM_BYTES, STREAMS_EACH), VIRTUAL);
        List<CompletableFuture<Void>> ours = new ArrayList<>();
        for (int i = 0; i < STREAMS_EACH; i++) {
            Stream stream = here.open(peer, ECHO);
            ours.add(CompletableFuture.runAsync(() -> assertEchoesRandom(stream), VIRTUAL));
        }
        for (CompletableFuture<Void> each : ours) {
            each.get(100, TimeUnit.SECONDS);
        }
        Answer answer = theirs.get(100, TimeUnit.SECONDS).orFail();
        System.out.println(stack + ", 256 MiB there and back: "
                + TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start) + " ms, its own half: " + answer.json());
        assertEquals((long) STREAM_BYTES * STREAMS_EACH, answer.number("bytes"));
        assertTrue(answer.flag("equal"));
        assertEquals(1, here.host().connections(peer.peerId()).size());
    }

    @Test
    void opensHundredsOfStreamsAtOnce() throws Exception {
        Connection connection = here.connect(peer);
        assertEchoes(openMany(connection));
    }

    /** js-libp2p gives up a connection that brings many streams together with the end of its handshake. */
    @Test
    void opensHundredsOfStreamsBeforeTheRemoteHasSeenTheConnection() throws Exception {
        List<CompletableFuture<Stream>> streams = new ArrayList<>();
        here.host().addConnectionListener(new ConnectionListener() {
            @Override
            public void onConnected(Connection connection) {
                streams.addAll(openMany(connection));
            }
        });
        try (ClumpingRelay relay = new ClumpingRelay(peer.addresses().getFirst())) {
            here.host().connect(peer.peerId(), List.of(relay.address())).get(30, TimeUnit.SECONDS);
            assertEchoes(streams);
        }
    }

    private static List<CompletableFuture<Stream>> openMany(Connection connection) {
        return IntStream.range(0, MANY_STREAMS)
                .mapToObj(_ -> connection.openStream(List.of(ECHO)))
                .toList();
    }

    private static void assertEchoes(List<CompletableFuture<Stream>> opening) throws Exception {
        List<Stream> streams = new ArrayList<>();
        List<InputStream> inputs = new ArrayList<>();
        for (CompletableFuture<Stream> each : opening) {
            Stream stream = each.get(30, TimeUnit.SECONDS);
            inputs.add(stream.input());
            stream.output().write(text(streams.size()));
            streams.add(stream);
        }
        assertEquals(MANY_STREAMS, streams.size());
        for (int i = 0; i < MANY_STREAMS; i++) {
            assertArrayEquals(text(i), inputs.get(i).readNBytes(text(i).length));
        }
        for (int i = 0; i < MANY_STREAMS; i++) {
            streams.get(i).closeWrite();
            assertEquals(-1, inputs.get(i).read());
        }
    }

    private static byte[] text(int stream) {
        return ("stream " + stream).getBytes(UTF_8);
    }

    @Test
    void servesHundredsOfStreamsAtOnce() {
        Answer answer = peer.execute("echo", here.address(), 1000, MANY_STREAMS).orFail();
        assertEquals(1000L * MANY_STREAMS, answer.number("bytes"));
        assertTrue(answer.flag("equal"));
        await().atMost(PATIENCE)
                .until(() -> here.host().connections().stream()
                        .allMatch(connection -> connection.streams().stream()
                                .noneMatch(stream -> stream.protocol().equals(ECHO))));
    }

    @Test
    void keepsManyConnections() throws Exception {
        List<TestHost> hosts = new ArrayList<>();
        try {
            for (int i = 0; i < MANY_CONNECTIONS; i++) {
                TestHost host = TestHost.start();
                hosts.add(host);
                ConnectionIT.assertEchoes(host.open(peer, ECHO), "first");
            }
            for (TestHost host : hosts) {
                ConnectionIT.assertEchoes(host.open(peer, ECHO), "still there");
                assertTrue(peer.execute("connected", host.host().peerId()).flag("connected"));
            }
        } finally {
            hosts.forEach(TestHost::close);
        }
    }

    /** By so many hosts of its own, each of which sends something and gets it back. */
    @Test
    void isDialledByManyAtOnce() {
        Answer answer = peer.execute("crowd", here.address(), MANY_CONNECTIONS).orFail();
        Set<String> members = Set.copyOf(answer.texts("peers"));
        assertEquals(MANY_CONNECTIONS, members.size());
        assertEquals(
                members,
                here.host().connections().stream()
                        .filter(connection -> !connection.isInitiator() && connection.isOpen())
                        .map(connection -> connection.remotePeer().toString())
                        .collect(Collectors.toSet()));
        assertEquals(MANY_CONNECTIONS, here.host().metrics().inboundConnections());
    }

    @Test
    void isDialledAgainAndAgain() {
        assertEquals(50, peer.execute("redial", here.address(), 50).orFail().number("times"));
        await().atMost(PATIENCE).until(() -> here.host().connections().isEmpty());
        assertTrue(here.host().metrics().inboundConnections() >= 50);
    }

    private static void assertEchoesRandom(Stream stream) {
        try {
            MessageDigest sent = MessageDigest.getInstance("SHA-256");
            CompletableFuture<Void> writing = CompletableFuture.runAsync(() -> writeRandom(stream, sent), VIRTUAL);
            MessageDigest received = MessageDigest.getInstance("SHA-256");
            long bytes = readAll(stream.input(), received);
            writing.get(10, TimeUnit.SECONDS);
            assertEquals(STREAM_BYTES, bytes);
            assertEquals(hex(sent), hex(received));
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    private static void writeRandom(Stream stream, MessageDigest sent) {
        byte[] chunk = new byte[1 << 20];
        new Random(64).nextBytes(chunk);
        try (OutputStream out = stream.output()) {
            for (int written = 0; written < STREAM_BYTES; written += chunk.length) {
                chunk[0]++;
                sent.update(chunk);
                out.write(chunk);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private static long readAll(InputStream in, MessageDigest digest) throws IOException {
        byte[] chunk = new byte[64 * 1024];
        long bytes = 0;
        for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
            digest.update(chunk, 0, read);
            bytes += read;
        }
        return bytes;
    }

    private static String hex(MessageDigest digest) {
        return HexFormat.of().formatHex(digest.digest());
    }
}
