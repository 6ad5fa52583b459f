package io.replicator.libp2p.tcp;

import static io.replicator.libp2p.tcp.TestHosts.ECHO;
import static io.replicator.libp2p.tcp.TestHosts.await;
import static io.replicator.libp2p.tcp.TestHosts.connect;
import static io.replicator.libp2p.tcp.TestHosts.open;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.replicator.libp2p.host.Connection;
import io.replicator.libp2p.host.ConnectionGater;
import io.replicator.libp2p.host.ConnectionListener;
import io.replicator.libp2p.host.Host;
import io.replicator.libp2p.host.HostConfig;
import io.replicator.libp2p.host.Stream;
import io.replicator.libp2p.host.StreamReceiver;
import io.replicator.libp2p.host.Swarm;
import io.replicator.libp2p.host.UnsupportedProtocolException;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.PeerId;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Hosts over real sockets on loopback. */
@Timeout(60)
final class TcpHostTest {

    private final TestHosts hosts = new TestHosts();

    @AfterEach
    void closeHosts() {
        hosts.close();
    }

    @Test
    void echoesOverANewStream() throws Exception {
        Host a = hosts.host();
        Host b = hosts.host();
        Stream stream = open(a, b, ECHO);
        assertEquals(ECHO, stream.protocol());
        assertEquals("hello", echo(stream, "hello"));
        assertEquals(b.peerId(), stream.connection().remotePeer());
        await(stream.closed());
    }

    @Test
    void provesBothIdentitiesAndAddresses() throws Exception {
        Host a = hosts.host();
        Host b = hosts.host();
        Connection out = connect(a, b);
        Awaitility.await().until(() -> b.connections(a.peerId()).size() == 1);
        Connection in = b.connections(a.peerId()).iterator().next();
        assertEquals(a.privateKey().publicKey(), in.remoteKey());
        assertEquals(b.privateKey().publicKey(), out.remoteKey());
        assertEquals(b.listenAddresses().getFirst(), out.remoteAddress());
        assertEquals(in.remoteAddress(), out.localAddress());
        assertTrue(out.isInitiator());
        assertFalse(in.isInitiator());
        Awaitility.await().until(() -> out.roundTrip().isPositive());
    }

    @ParameterizedTest
    @EnumSource(Security.class)
    void agreesOnTheMuxerInTheHandshakeIfBothSidesDo(Security security) throws Exception {
        TcpConfig early = TcpConfig.DEFAULT.withSecurity(security);
        TcpConfig late = early.withEarlyMuxer(false);
        for (TcpConfig here : List.of(early, late)) {
            for (TcpConfig there : List.of(early, late)) {
                Host a = hosts.host(HostConfig.DEFAULT, here, ConnectionGater.ALLOW_ALL);
                Host b = hosts.host(HostConfig.DEFAULT, there, ConnectionGater.ALLOW_ALL);
                boolean both = here.earlyMuxer() && there.earlyMuxer();
                Stream stream = open(a, b, ECHO);
                assertEquals(both, stream.connection().usedEarlyMuxerNegotiation());
                Connection in = b.connections(a.peerId()).iterator().next();
                assertEquals(both, in.usedEarlyMuxerNegotiation());
            }
        }
    }

    @Test
    void choosesTheFirstProtocolThatTheRemoteSpeaks() throws Exception {
        Host a = hosts.host();
        Host b = hosts.host();
        Stream stream = await(connect(a, b).openStream(List.of("/none/1", "/none/2", ECHO)));
        assertEquals(ECHO, stream.protocol());
        ExecutionException refused = assertThrows(
                ExecutionException.class, () -> await(connect(a, b).openStream(List.of("/none/1", "/none/2"))));
        assertInstanceOf(UnsupportedProtocolException.class, refused.getCause());
        assertEquals("still good", echo(stream, "still good"));
    }

    @Test
    void concurrentConnectsShareOneDial() throws Exception {
        Host a = hosts.host();
        Host b = hosts.host();
        List<CompletableFuture<Connection>> dials = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            dials.add(a.connect(b.peerId(), b.listenAddresses()));
        }
        Connection first = await(dials.getFirst());
        for (CompletableFuture<Connection> dial : dials) {
            assertSame(first, await(dial));
        }
        assertEquals(1, a.connections().size());
    }

    @Test
    void mutualDialsLeaveBothHostsConnected() throws Exception {
        Host a = hosts.host();
        Host b = hosts.host();
        CompletableFuture<Connection> toB = a.connect(b.peerId(), b.listenAddresses());
        CompletableFuture<Connection> toA = b.connect(a.peerId(), a.listenAddresses());
        await(toB);
        await(toA);
        assertEquals("one", echo(await(a.openStream(b.peerId(), List.of(ECHO))), "one"));
        assertEquals("two", echo(await(b.openStream(a.peerId(), List.of(ECHO))), "two"));
    }

    @Test
    void tellsListenersOfConnectionsThatComeAndGo() throws Exception {
        Host a = hosts.host();
        Host b = hosts.host();
        Collection<String> events = new ConcurrentLinkedQueue<>();
        b.addConnectionListener(new ConnectionListener() {
            @Override
            public void onConnected(Connection connection) {
                events.add("connected " + connection.remotePeer());
            }

            @Override
            public void onDisconnected(Connection connection) {
                events.add("disconnected " + connection.remotePeer());
            }
        });
        await(connect(a, b).close());
        List<String> expected = List.of("connected " + a.peerId(), "disconnected " + a.peerId());
        Awaitility.await().until(() -> List.copyOf(events).equals(expected));
        assertTrue(a.connections().isEmpty());
    }

    @Test
    void refusesToDialItself() throws Exception {
        Host a = hosts.host();
        ExecutionException refused = assertThrows(ExecutionException.class, () -> await(a.connect(a.peerId())));
        assertInstanceOf(IOException.class, refused.getCause());
    }

    @Test
    void namesTheAddressAndTheReasonWhenAnotherPeerAnswers() throws Exception {
        Host a = hosts.host();
        Host b = hosts.host();
        PeerId other = hosts.host().peerId();
        ExecutionException refused =
                assertThrows(ExecutionException.class, () -> await(a.connect(other, b.listenAddresses())));
        String message = String.valueOf(refused.getCause());
        assertTrue(message.contains(b.listenAddresses().getFirst().toString()), message);
        assertTrue(message.contains("expected " + other), message);
        assertTrue(a.connections().isEmpty());
    }

    @Test
    void carriesHundredsOfStreamsAtOnce() throws Exception {
        Host a = hosts.host();
        Host b = hosts.host();
        Connection connection = connect(a, b);
        List<CompletableFuture<Stream>> opening = new ArrayList<>();
        for (int i = 0; i < 400; i++) {
            opening.add(connection.openStream(List.of(ECHO)));
        }
        List<Stream> streams = new ArrayList<>();
        for (CompletableFuture<Stream> stream : opening) {
            streams.add(await(stream));
        }
        for (int i = 0; i < streams.size(); i++) {
            streams.get(i).output().write(("message " + i).getBytes(StandardCharsets.UTF_8));
            streams.get(i).closeWrite();
        }
        for (int i = 0; i < streams.size(); i++) {
            assertEquals("message " + i, new String(streams.get(i).input().readAllBytes(), StandardCharsets.UTF_8));
        }
        Awaitility.await().until(() -> connection.streams().isEmpty());
    }

    @Test
    void echoesMegabytesUnchanged() throws Exception {
        Host a = hosts.host();
        Host b = hosts.host();
        Stream stream = open(a, b, ECHO);
        byte[] data = new byte[16 << 20];
        new Random(7).nextBytes(data);
        Thread writer = Thread.startVirtualThread(() -> {
            try (OutputStream out = stream.output()) {
                out.write(data);
            } catch (IOException e) {
                stream.reset();
            }
        });
        assertArrayEquals(data, stream.input().readAllBytes());
        writer.join();
        await(stream.closed());
    }

    @Test
    void readsOnAfterItsOwnSideIsClosed() throws Exception {
        Host a = hosts.host();
        Host b = hosts.host();
        CompletableFuture<Stream> accepted = new CompletableFuture<>();
        b.addHandler("/half/1", accepted::complete);
        Stream stream = open(a, b, "/half/1");
        stream.closeWrite();
        Stream remote = await(accepted);
        assertEquals(-1, remote.input().read());
        remote.output().write("late answer".getBytes(StandardCharsets.UTF_8));
        remote.closeWrite();
        assertEquals("late answer", new String(stream.input().readAllBytes(), StandardCharsets.UTF_8));
        await(stream.closed());
        await(remote.closed());
    }

    @Test
    void resetEndsBothSides() throws Exception {
        Host a = hosts.host();
        Host b = hosts.host();
        CompletableFuture<Stream> accepted = new CompletableFuture<>();
        b.addHandler("/reset/1", accepted::complete);
        Stream stream = open(a, b, "/reset/1");
        InputStream remoteInput = await(accepted).input();
        stream.reset();
        assertThrows(IOException.class, remoteInput::read);
        await(stream.closed());
        ExecutionException failed =
                assertThrows(ExecutionException.class, () -> await(stream.write(Unpooled.wrappedBuffer(new byte[1]))));
        assertInstanceOf(IOException.class, failed.getCause());
    }

    @Test
    void aThrowingHandlerLosesItsStreamOnly() throws Exception {
        Host a = hosts.host();
        Host b = hosts.host();
        b.addHandler("/bad/1", stream -> {
            throw new IllegalStateException("handler failed");
        });
        b.addHandler("/worse/1", stream -> stream.setReceiver(new ThrowingReceiver()));
        Stream good = open(a, b, ECHO);
        // The reset may overtake the answer to the negotiation.
        assertThrows(Exception.class, () -> open(a, b, "/bad/1").input().read());
        Stream worse = open(a, b, "/worse/1");
        worse.output().write(1);
        assertThrows(IOException.class, worse.input()::read);
        assertEquals("unharmed", echo(good, "unharmed"));
    }

    @Test
    void closingAHostResetsStreamsAndFailsNewOnes() throws Exception {
        Host a = hosts.host();
        Host b = hosts.host();
        Stream stream = open(a, b, ECHO);
        b.close();
        assertThrows(IOException.class, stream.input()::read);
        await(stream.connection().closed());
        assertThrows(ExecutionException.class, () -> await(stream.connection().openStream(List.of(ECHO))));
        assertThrows(ExecutionException.class, () -> await(a.connect(b.peerId(), b.listenAddresses())));
    }

    @Test
    void aClosedHostFailsEverythingAtOnce() throws Exception {
        Host a = hosts.host();
        Host b = hosts.host();
        Stream stream = open(a, b, ECHO);
        a.close();
        assertThrows(ExecutionException.class, () -> await(stream.write(Unpooled.wrappedBuffer(new byte[1]))));
        assertThrows(ExecutionException.class, () -> await(stream.write(Unpooled.wrappedBuffer(new byte[1]))));
        assertThrows(ExecutionException.class, () -> await(stream.connection().openStream(List.of(ECHO))));
        assertThrows(ExecutionException.class, () -> await(a.connect(b.peerId(), b.listenAddresses())));
    }

    @Test
    void dialsNamesAndWildcardsByTheirRealAddresses() throws Exception {
        Host a = hosts.host();
        Swarm b = hosts.host();
        Multiaddr wildcard = await(b.listen(Multiaddr.parse("/ip4/0.0.0.0/tcp/0")));
        int port = wildcard.port().orElseThrow();
        assertTrue(port > 0);
        assertEquals(2, b.listenAddresses().size());
        List<Multiaddr> announced = b.announcedAddresses();
        assertTrue(announced.contains(Multiaddr.parse("/ip4/127.0.0.1/tcp/" + port)), announced.toString());
        assertTrue(announced.stream().noneMatch(Multiaddr::isWildcard), announced.toString());
        Multiaddr name = Multiaddr.parse("/dns4/localhost/tcp/" + port);
        Connection connection = await(a.connect(b.peerId(), List.of(name)));
        assertEquals(name, connection.remoteAddress());
    }

    @Test
    void triesAllAddressesAndTakesTheOneThatAnswers() throws Exception {
        Host a = hosts.host();
        Host b = hosts.host();
        List<Multiaddr> addresses = new ArrayList<>();
        for (int port = 1; port <= 12; port++) {
            addresses.add(Multiaddr.parse("/ip4/127.0.0.1/tcp/" + port));
        }
        addresses.add(Multiaddr.parse("/ip4/127.0.0.1/udp/4001/quic-v1"));
        addresses.addAll(b.listenAddresses());
        Connection connection = await(a.connect(b.peerId(), addresses));
        assertEquals(b.listenAddresses().getFirst(), connection.remoteAddress());
    }

    @Test
    void countsWhatItDoes() throws Exception {
        Host a = hosts.host();
        Host b = hosts.host();
        Stream stream = open(a, b, ECHO);
        assertEquals("x", echo(stream, "x"));
        await(stream.closed());
        assertEquals(1, a.metrics().outboundConnections());
        assertEquals(1, a.metrics().outboundStreams());
        assertEquals(1, b.metrics().inboundConnections());
        assertEquals(1, b.metrics().inboundStreams());
        assertEquals(1, b.metrics().openConnections());
        assertTrue(a.metrics().bytesWritten() > 0 && b.metrics().bytesRead() > 0);
        assertEquals(0, a.metrics().resetStreams());
    }

    @Test
    void stopsDeliveryWhilePaused() throws Exception {
        Host a = hosts.host();
        Host b = hosts.host();
        AtomicBoolean paused = new AtomicBoolean(true);
        CompletableFuture<Stream> accepted = new CompletableFuture<>();
        CompletableFuture<String> received = new CompletableFuture<>();
        b.addHandler("/paused/1", stream -> {
            stream.setReading(false);
            stream.setReceiver(new StreamReceiver() {
                @Override
                public void onData(Stream from, ByteBuf data) {
                    received.complete(data.toString(StandardCharsets.UTF_8) + (paused.get() ? " too early" : ""));
                }

                @Override
                public void onEnd(Stream from) {}

                @Override
                public void onReset(Stream from, Throwable cause) {}
            });
            accepted.complete(stream);
        });
        Stream stream = open(a, b, "/paused/1");
        await(stream.write(Unpooled.copiedBuffer("data", StandardCharsets.UTF_8)));
        // A round trip on another stream of the connection, behind the data.
        assertEquals("ping", echo(open(a, b, ECHO), "ping"));
        paused.set(false);
        await(accepted).setReading(true);
        assertEquals("data", await(received));
    }

    @Test
    @Timeout(20)
    void theBlockingViewIsOneHoweverOftenItIsAskedFor() throws Exception {
        Stream stream = open(hosts.host(), hosts.host(), ECHO);
        stream.output().write("hello".getBytes(StandardCharsets.UTF_8));
        stream.closeWrite();
        assertEquals('h', stream.input().read());
        assertEquals("ello", new String(stream.input().readAllBytes(), StandardCharsets.UTF_8));
        assertEquals(-1, stream.input().read());
    }

    @Test
    void aReceiverThatComesLateHearsOfTheEnd() throws Exception {
        Stream stream = open(hosts.host(), hosts.host(), ECHO);
        for (int i = 0; i < 2; i++) {
            CompletableFuture<Void> end = new CompletableFuture<>();
            stream.setReceiver(new Ending(end));
            stream.closeWrite();
            await(end);
        }
    }

    @Test
    @Timeout(20)
    void readingAfterTheHostWasClosedFails() throws Exception {
        Host a = hosts.host();
        Stream untouched = open(a, hosts.host(), ECHO);
        Host b = hosts.host();
        b.addHandler("/much/1", stream -> {
            var _ = stream.write(Unpooled.buffer().writeZero(2 * BlockingInput.HIGH_WATERMARK));
            stream.closeWrite();
        });
        Stream paused = open(a, b, "/much/1");
        paused.closeWrite();
        InputStream in = paused.input();
        Awaitility.await().until(() -> in.available() >= BlockingInput.HIGH_WATERMARK);
        a.close();
        assertThrows(IOException.class, untouched.input()::read);
        assertThrows(IOException.class, in::readAllBytes);
    }

    private static String echo(Stream stream, String text) throws IOException {
        stream.output().write(text.getBytes(StandardCharsets.UTF_8));
        stream.closeWrite();
        return new String(stream.input().readAllBytes(), StandardCharsets.UTF_8);
    }

    private static final class ThrowingReceiver implements StreamReceiver {
        @Override
        public void onData(Stream stream, ByteBuf data) {
            throw new IllegalStateException("receiver failed");
        }

        @Override
        public void onEnd(Stream stream) {}

        @Override
        public void onReset(Stream stream, Throwable cause) {}
    }

    private record Ending(CompletableFuture<Void> end) implements StreamReceiver {

        @Override
        public void onData(Stream stream, ByteBuf data) {}

        @Override
        public void onEnd(Stream stream) {
            end.complete(null);
        }

        @Override
        public void onReset(Stream stream, Throwable cause) {
            end.completeExceptionally(cause);
        }
    }
}
