package io.replicator.libp2p.tcp;

import static io.replicator.libp2p.tcp.TestHosts.ECHO;
import static io.replicator.libp2p.tcp.TestHosts.await;
import static io.replicator.libp2p.tcp.TestHosts.connect;
import static io.replicator.libp2p.tcp.TestHosts.open;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.replicator.libp2p.host.Connection;
import io.replicator.libp2p.host.ConnectionGater;
import io.replicator.libp2p.host.Host;
import io.replicator.libp2p.host.HostConfig;
import io.replicator.libp2p.host.Stream;
import io.replicator.libp2p.host.Swarm;
import io.replicator.libp2p.host.Watermarks;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.PeerId;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Remotes that are slow, silent, broken or malicious lose their own connection, and nobody else notices. */
@Timeout(60)
final class HostileRemoteTest {

    private static final TcpConfig IMPATIENT = TcpConfig.DEFAULT
            .withTimeouts(new TcpConfig.Timeouts(Duration.ofSeconds(1), Duration.ofSeconds(1), Duration.ofSeconds(1)))
            .withStreams(new TcpConfig.StreamLimits(16, 512, TcpConfig.StreamLimits.DEFAULT.bytes()))
            .withSecurity(Security.NOISE, Security.TLS);

    private final TestHosts hosts = new TestHosts();
    private Swarm host;
    private Stream witness;

    @BeforeEach
    void connectAWitness() throws Exception {
        host = hosts.host(HostConfig.DEFAULT, IMPATIENT, ConnectionGater.ALLOW_ALL);
        witness = open(hosts.host(), host, ECHO);
    }

    @AfterEach
    void theWitnessIsUnharmed() throws Exception {
        try {
            witness.output().write("fine".getBytes(StandardCharsets.UTF_8));
            witness.closeWrite();
            assertEquals("fine", new String(witness.input().readAllBytes(), StandardCharsets.UTF_8));
        } finally {
            hosts.close();
        }
    }

    @Test
    void closesAConnectionThatSpeaksAnotherProtocol() throws Exception {
        try (Socket socket = socket()) {
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            awaitEnd(socket);
        }
        Awaitility.await().until(() -> host.metrics().failedHandshakes() == 1);
    }

    @Test
    void closesAConnectionThatSendsGarbageAtAnyStage() throws Exception {
        long seed = 17;
        Random random = new Random(seed);
        for (int i = 0; i < 20; i++) {
            byte[] garbage = new byte[1 + random.nextInt(3000)];
            random.nextBytes(garbage);
            try (Socket socket = socket()) {
                if (i % 2 == 0) {
                    socket.getOutputStream().write(hex("132f6d756c746973747265616d2f312e302e300a072f6e6f6973650a"));
                }
                socket.getOutputStream().write(garbage);
                awaitEnd(socket);
            }
        }
    }

    @Test
    void closesASilentConnectionAfterTheHandshakeTimeout() throws Exception {
        try (Socket socket = socket()) {
            awaitEnd(socket);
        }
        Awaitility.await().until(() -> host.metrics().failedHandshakes() == 1);
    }

    @Test
    void closesAConnectionThatStopsInTheMiddleOfTheHandshake() throws Exception {
        try (Socket socket = socket()) {
            socket.getOutputStream().write(hex("132f6d756c746973747265616d2f312e302e300a072f6e6f6973650a"));
            socket.getOutputStream().write(hex("0020"));
            socket.getOutputStream().write(new byte[16]);
            awaitEnd(socket);
        }
    }

    @Test
    void givesUpDiallingAPortThatNeverAnswers() throws Exception {
        Host dialer = hosts.host(HostConfig.DEFAULT, IMPATIENT, ConnectionGater.ALLOW_ALL);
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            List<Multiaddr> address = List.of(Multiaddr.parse("/ip4/127.0.0.1/tcp/" + silent.getLocalPort()));
            PeerId somebody = hosts.host().peerId();
            assertThrows(ExecutionException.class, () -> await(dialer.connect(somebody, address)));
        }
        assertEquals(1, dialer.metrics().failedDials());
    }

    @Test
    void leavesAFailedAddressAloneUnlessItIsNamed() throws Exception {
        Host dialer = hosts.host();
        Host gone = hosts.host();
        List<Multiaddr> addresses = gone.listenAddresses();
        PeerId peer = gone.peerId();
        gone.close();
        dialer.peerStore().addAddresses(peer, addresses, Duration.ofHours(1));
        assertThrows(ExecutionException.class, () -> await(dialer.connect(peer)));
        assertEquals(1, dialer.metrics().failedDials());
        ExecutionException paused = assertThrows(ExecutionException.class, () -> await(dialer.connect(peer)));
        assertTrue(String.valueOf(paused.getCause()).contains("left alone"), String.valueOf(paused.getCause()));
        assertEquals(1, dialer.metrics().failedDials());
        assertThrows(ExecutionException.class, () -> await(dialer.connect(peer, addresses)));
        assertEquals(2, dialer.metrics().failedDials());
    }

    @Test
    void resetsAStreamWhoseProtocolIsNeverNamed() throws Exception {
        Host impatient = hosts.host(HostConfig.DEFAULT, IMPATIENT, ConnectionGater.ALLOW_ALL);
        Host mute = hosts.host();
        // The remote's handler for the negotiation never gets to answer, as its event loop is blocked.
        CompletableFuture<Void> release = new CompletableFuture<>();
        mute.addHandler(
                "/block/1",
                stream -> release.orTimeout(5, TimeUnit.SECONDS)
                        .exceptionally(timeout -> null)
                        .join());
        Connection connection = connect(impatient, mute);
        CompletableFuture<Stream> blocking = connection.openStream(List.of("/block/1"));
        CompletableFuture<Stream> starved = connection.openStream(List.of(ECHO));
        ExecutionException timeout = assertThrows(ExecutionException.class, () -> await(starved));
        assertTrue(String.valueOf(timeout.getCause()).contains("no protocol was agreed"));
        release.complete(null);
        assertTrue(blocking.handle((stream, failure) -> true).get());
    }

    @Test
    void limitsHandshakesInProgress() throws Exception {
        HostConfig config = new HostConfig(8, 64, 512, 8, 32, 2, 100, Duration.ofSeconds(5));
        Swarm limited = hosts.host(config, TcpConfig.DEFAULT, ConnectionGater.ALLOW_ALL);
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < 2; i++) {
                Socket socket = TestHosts.socket(limited);
                sockets.add(socket);
                assertEquals(0x13, socket.getInputStream().read());
            }
            try (Socket refused = TestHosts.socket(limited)) {
                awaitEnd(refused);
            }
            assertEquals(1, limited.metrics().refusedConnections());
            sockets.removeFirst().close();
            Awaitility.await().until(() -> limited.metrics().failedHandshakes() == 1);
            assertEquals("ok", echo(open(hosts.host(), limited, ECHO), "ok"));
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
    }

    @Test
    void limitsInboundConnectionsInAll() throws Exception {
        HostConfig config = new HostConfig(8, 64, 1, 8, 32, 64, 100, Duration.ofSeconds(5));
        Swarm limited = hosts.host(config, TcpConfig.DEFAULT, ConnectionGater.ALLOW_ALL);
        Connection first = connect(hosts.host(), limited);
        Host second = hosts.host();
        assertThrows(ExecutionException.class, () -> connect(second, limited));
        await(first.close());
        Awaitility.await().until(() -> limited.connections().isEmpty());
        Awaitility.await()
                .ignoreExceptions()
                .until(() -> connect(second, limited).isOpen());
    }

    @Test
    void theGaterRefusesAtEachPoint() throws Exception {
        Host plain = hosts.host();
        Host noDials = gated(new ConnectionGater() {
            @Override
            public boolean allowsDial(PeerId peer) {
                return false;
            }
        });
        Host noAddresses = gated(new ConnectionGater() {
            @Override
            public boolean allowsAddress(PeerId peer, Multiaddr address) {
                return false;
            }
        });
        Host noAccepts = gated(new ConnectionGater() {
            @Override
            public boolean allowsAccept(Multiaddr remote) {
                return false;
            }
        });
        Host noPeers = gated(new ConnectionGater() {
            @Override
            public boolean allowsSecured(PeerId peer, Multiaddr remote, boolean initiator) {
                return false;
            }
        });
        assertThrows(ExecutionException.class, () -> connect(noDials, plain));
        assertThrows(ExecutionException.class, () -> connect(noAddresses, plain));
        assertThrows(ExecutionException.class, () -> connect(plain, noAccepts));
        assertThrows(ExecutionException.class, () -> connect(noPeers, plain));
        assertEquals(0, noAccepts.connections().size() + noPeers.connections().size());
        assertEquals(1, noAccepts.metrics().refusedConnections());
        assertEquals(1, noPeers.metrics().refusedConnections());
    }

    @Test
    void limitsInboundConnectionsOfOnePeer() throws Exception {
        HostConfig config = new HostConfig(8, 64, 512, 1, 32, 64, 100, Duration.ofSeconds(5));
        Swarm limited = hosts.host(config, TcpConfig.DEFAULT, ConnectionGater.ALLOW_ALL);
        Swarm other = hosts.host();
        // Mutual dials are the ordinary way to two connections with one peer.
        CompletableFuture<Connection> there = other.connect(limited.peerId(), limited.listenAddresses());
        CompletableFuture<Connection> back = limited.connect(other.peerId(), other.listenAddresses());
        await(there.handle((connection, failure) -> true));
        await(back);
        Awaitility.await().until(() -> !limited.connections(other.peerId()).isEmpty());
        assertTrue(limited.connections(other.peerId()).stream()
                        .filter(connection -> !connection.isInitiator())
                        .count()
                <= 1);
    }

    @Test
    void limitsInboundStreamsOfOneProtocol() throws Exception {
        TcpConfig two = TcpConfig.DEFAULT.withStreams(
                new TcpConfig.StreamLimits(16, 2, TcpConfig.StreamLimits.DEFAULT.bytes()));
        Swarm limited = hosts.host(HostConfig.DEFAULT, two, ConnectionGater.ALLOW_ALL);
        limited.addHandler("/hold/1", stream -> stream.setReading(true));
        Connection connection = connect(hosts.host(), limited);
        Stream first = await(connection.openStream(List.of("/hold/1")));
        await(connection.openStream(List.of("/hold/1")));
        Awaitility.await().until(() -> limited.metrics().openStreams() == 2);
        // The reset may overtake the answer that names the protocol.
        CompletableFuture<Boolean> third = connection
                .openStream(List.of("/hold/1"))
                .thenCompose(Stream::closed)
                .handle((_, _) -> true);
        await(third);
        assertEquals(1, limited.metrics().refusedStreams());
        assertEquals("ok", echo(await(connection.openStream(List.of(ECHO))), "ok"));
        first.reset();
        Awaitility.await().until(() -> limited.metrics().openStreams() == 1);
        Stream again = await(connection.openStream(List.of("/hold/1")));
        Awaitility.await().until(() -> limited.metrics().openStreams() == 2);
        assertFalse(again.closed().isDone());
    }

    @Test
    void holdsLittleOfWhatNobodyReads() throws Exception {
        long limit = 8 << 20;
        Swarm limited = hosts.host(
                HostConfig.DEFAULT,
                TcpConfig.DEFAULT.withStreams(new TcpConfig.StreamLimits(256, 512, limit)),
                ConnectionGater.ALLOW_ALL);
        limited.addHandler("/hoard/1", stream -> stream.setReading(false));
        Stream calm = open(hosts.host(), limited, ECHO);
        List<Connection> floods = new ArrayList<>();
        for (int remote = 0; remote < 3; remote++) {
            Connection flood = connect(hosts.host(), limited);
            floods.add(flood);
            for (int stream = 0; stream < 20; stream++) {
                var _ = await(flood.openStream(List.of("/hoard/1")))
                        .write(Unpooled.buffer().writeZero(256 * 1024));
            }
        }
        Awaitility.await().until(() -> limited.metrics().overloadedStreams() > 0);
        assertTrue(limited.metrics().heldBytes() <= limit * 3 / 2, () -> limited.metrics() + "");
        assertEquals("ok", echo(calm, "ok"));
        for (Connection flood : floods) {
            await(flood.close());
        }
        Awaitility.await().until(() -> limited.metrics().heldBytes() == 0);
    }

    @Test
    void countsWhatWaitsInTheBlockingViewUntilTheStreamEnds() throws Exception {
        CompletableFuture<InputStream> input = new CompletableFuture<>();
        host.addHandler("/unread/1", stream -> input.complete(stream.input()));
        Stream stream = open(hosts.host(), host, "/unread/1");
        var _ = stream.write(Unpooled.buffer().writeZero(BlockingInput.HIGH_WATERMARK));
        InputStream unread = await(input);
        Awaitility.await().until(() -> unread.available() == BlockingInput.HIGH_WATERMARK);
        Awaitility.await().until(() -> host.metrics().heldBytes() >= BlockingInput.HIGH_WATERMARK);
        stream.reset();
        Awaitility.await().until(() -> host.metrics().heldBytes() == 0);
        assertEquals(BlockingInput.HIGH_WATERMARK, unread.available());
    }

    @Test
    void closesConnectionsAboveTheHighWatermarkButNotThoseOfProtectedPeers() throws Exception {
        HostConfig config =
                new HostConfig(8, 64, 512, 8, 512, 64, 100, Duration.ofSeconds(5), new Watermarks(2, 3, Duration.ZERO));
        Swarm limited = hosts.host(config, TcpConfig.DEFAULT, ConnectionGater.ALLOW_ALL);
        Swarm friend = hosts.host();
        limited.protect(friend.peerId(), "a friend");
        connect(friend, limited);
        for (int stranger = 0; stranger < 6; stranger++) {
            connect(hosts.host(), limited);
        }
        Awaitility.await().until(() -> limited.connections().size() <= 3);
        assertTrue(limited.metrics().trimmedConnections() >= 4);
        assertEquals(1, limited.connections(friend.peerId()).size());
        assertEquals("ok", echo(open(friend, limited, ECHO), "ok"));
    }

    private Host gated(ConnectionGater gater) throws Exception {
        return hosts.host(HostConfig.DEFAULT, TcpConfig.DEFAULT, gater);
    }

    private Socket socket() throws IOException {
        return TestHosts.socket(host);
    }

    /** Reads until the host closes the connection, by whatever means. */
    private static void awaitEnd(Socket socket) {
        try {
            socket.getInputStream().readAllBytes();
        } catch (SocketTimeoutException e) {
            throw new AssertionError("the connection was not closed", e);
        } catch (IOException closedWithReset) {
            assertTrue(socket.isConnected());
        }
    }

    private static String echo(Stream stream, String text) throws IOException {
        stream.output().write(text.getBytes(StandardCharsets.UTF_8));
        stream.closeWrite();
        return new String(stream.input().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static byte[] hex(String text) {
        return HexFormat.of().parseHex(text);
    }
}
