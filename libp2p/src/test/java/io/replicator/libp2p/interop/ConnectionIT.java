package io.replicator.libp2p.interop;

import static io.replicator.libp2p.interop.TestHost.COLLECT;
import static io.replicator.libp2p.interop.TestHost.ECHO;
import static io.replicator.libp2p.interop.TestHost.RESET;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.libp2p.host.Connection;
import io.replicator.libp2p.host.DialException;
import io.replicator.libp2p.host.Host;
import io.replicator.libp2p.host.Stream;
import io.replicator.libp2p.host.UnsupportedProtocolException;
import io.replicator.libp2p.identify.IdentifyService;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.PeerId;
import io.replicator.libp2p.ping.PingService;
import io.replicator.libp2p.tcp.TcpConfig;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Dials each other stack and is dialled by it: security, multiplexing, identify, ping, and how streams and connections end. */
@ParameterizedClass
@EnumSource(Stack.class)
@Timeout(60)
final class ConnectionIT {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Stack stack;
    private RealPeer peer;
    private TestHost here;
    private Host host;

    ConnectionIT(Stack stack) {
        this.stack = stack;
    }

    @BeforeEach
    void start() throws Exception {
        stack.assume();
        peer = RealPeer.start(stack);
        here = TestHost.start();
        host = here.host();
    }

    @AfterEach
    void stop() {
        if (peer != null) {
            peer.close();
            here.close();
        }
    }

    @Test
    void isIdentified() {
        Answer said = peer.execute("identify", here.address()).orFail();
        assertEquals(TestHost.AGENT, said.text("agent"));
        List<String> protocols = said.texts("protocols");
        assertTrue(protocols.containsAll(List.of(ECHO, IdentifyService.PROTOCOL, PingService.PROTOCOL)), said.json());
        assertTrue(
                said.texts("addresses")
                        .contains(host.listenAddresses().getFirst().toString()),
                said.json());
        assertEquals(acceptsSignedRecords(), said.flag("signedRecord"), said.json());
        if (stack == Stack.GO || stack == Stack.JS) {
            assertEquals("/noise", said.text("security"));
            assertEquals("/yamux/1.0.0", said.text("muxer"));
        }
        if (stack == Stack.GO) {
            assertTrue(said.flag("earlyMuxer"), said.json());
        }
        assertEquals(stack.agreesOnTheMuxerEarly(), here.connectionWith(peer).usedEarlyMuxerNegotiation());
    }

    @Test
    void agreesOnTheMuxerEarly() throws Exception {
        assertEquals(stack.agreesOnTheMuxerEarly(), here.connect(peer).usedEarlyMuxerNegotiation());
    }

    /** The multiplexer is then agreed on by multistream-select, as always with rust-libp2p. */
    @Test
    void agreesOnTheMuxerLate() throws Exception {
        try (TestHost late = TestHost.start(builder -> builder.tcpConfig(TcpConfig.DEFAULT.withEarlyMuxer(false)))) {
            Answer said = peer.execute("identify", late.address()).orFail();
            if (stack == Stack.GO) {
                assertFalse(said.flag("earlyMuxer"), said.json());
            }
            assertEquals(
                    "dialled",
                    peer.execute("collect", late.address(), "dialled").orFail().text("text"));
            assertFalse(late.connectionWith(peer).usedEarlyMuxerNegotiation());
        }
        try (TestHost late = TestHost.start(builder -> builder.tcpConfig(TcpConfig.DEFAULT.withEarlyMuxer(false)))) {
            assertFalse(late.connect(peer).usedEarlyMuxerNegotiation());
            assertEchoes(late.open(peer, ECHO), "dials");
        }
    }

    @Test
    void identifiesIt() throws Exception {
        here.connect(peer);
        PeerId id = peer.peerId();
        await().atMost(PATIENCE).until(() -> host.peerStore().protocols(id).contains(ECHO));
        assertTrue(host.peerStore().protocols(id).contains(PingService.PROTOCOL));
        assertTrue(host.peerStore().agent(id).isPresent());
        assertEquals(acceptsSignedRecords(), host.peerStore().signedRecord(id).isPresent());
        assertTrue(host.peerStore().addresses(id).contains(peer.address().withoutPeer()));
    }

    @Test
    void tellsItOfNewProtocols() {
        peer.execute("identify", here.address()).orFail();
        host.addHandler("/added/1.0.0", Stream::reset);
        await().atMost(PATIENCE)
                .until(() -> peer.execute("protocols", host.peerId())
                        .texts("protocols")
                        .contains("/added/1.0.0"));
    }

    @Test
    void hearsOfItsNewProtocols() throws Exception {
        // Who has not been told yet who we are may not push to us.
        peer.execute("identify", here.address()).orFail();
        PeerId id = peer.peerId();
        await().atMost(PATIENCE).until(() -> host.peerStore().protocols(id).contains(ECHO));
        // A change during another push may be told with the next change only.
        AtomicInteger looks = new AtomicInteger();
        await().atMost(PATIENCE).until(() -> {
            // Not too often: js-libp2p puts a push off while more changes come.
            if (looks.getAndIncrement() % 40 == 0) {
                peer.execute("serve", "/added/" + (1 + looks.get() / 40)).orFail();
            }
            return host.peerStore().protocols(id).contains("/added/1");
        });
        assertTrue(host.peerStore().addresses(id).contains(peer.address().withoutPeer()));
    }

    @Test
    void answersItsPings() {
        peer.execute("ping", here.address()).orFail();
    }

    @Test
    void pingsIt() throws Exception {
        Connection connection = here.connect(peer);
        assertTrue(new PingService(host).ping(connection).isPositive());
        await().atMost(PATIENCE).until(() -> connection.roundTrip().isPositive());
    }

    @Test
    void fallsBackToAProtocolThatItSpeaks() throws Exception {
        assertEquals(ECHO, here.open(peer, "/none/1.0.0", ECHO).protocol());
        ExecutionException refused = assertThrows(ExecutionException.class, () -> here.open(peer, "/none/1.0.0"));
        assertInstanceOf(UnsupportedProtocolException.class, refused.getCause());
    }

    /** The other side reads on after its remote has closed its writing side, and answers only then. */
    @Test
    void closesOneDirectionOnly() throws Exception {
        assertEquals(
                "half", peer.execute("collect", here.address(), "half").orFail().text("text"));
        Stream stream = here.open(peer, COLLECT);
        try (OutputStream out = stream.output()) {
            out.write("closed".getBytes(UTF_8));
        }
        assertEquals("closed", new String(stream.input().readAllBytes(), UTF_8));
        stream.closed().get(10, TimeUnit.SECONDS);
    }

    @Test
    void resetsStreams() throws Exception {
        assertTrue(peer.execute("reset", here.address()).orFail().flag("reset"));
        Stream stream = here.open(peer, RESET);
        InputStream in = stream.input();
        stream.output().write(1);
        assertThrows(IOException.class, in::read);
        // The connection lives on, and so do others.
        Stream abandoned = here.open(peer, ECHO);
        abandoned.output().write(1);
        assertEquals(1, abandoned.input().read());
        abandoned.reset();
        assertEquals(1, host.connections(peer.peerId()).size());
        assertEchoes(here.open(peer, ECHO), "after");
    }

    @Test
    void refusesItUnderAnotherName() {
        PeerId other = PrivateKey.generateEd25519(new SecureRandom()).peerId();
        List<Multiaddr> addresses =
                peer.addresses().stream().map(Multiaddr::withoutPeer).toList();
        ExecutionException refused = assertThrows(
                ExecutionException.class, () -> host.connect(other, addresses).get(10, TimeUnit.SECONDS));
        assertInstanceOf(DialException.class, refused.getCause());
        assertFalse(peer.execute("connect", here.address().withoutPeer().withPeer(other))
                .isOk());
        await().atMost(PATIENCE).until(() -> host.connections().isEmpty());
    }

    @Test
    void survivesItsSuddenEnd() throws Exception {
        Connection connection = here.connect(peer);
        InputStream in = here.open(peer, ECHO).input();
        peer.kill();
        assertThrows(IOException.class, in::read);
        connection.closed().get(10, TimeUnit.SECONDS);
        await().atMost(PATIENCE).until(() -> host.connections().isEmpty());
    }

    @Test
    void isSeenToClose() throws Exception {
        here.connect(peer).close().get(10, TimeUnit.SECONDS);
        await().atMost(PATIENCE)
                .until(() -> !peer.execute("connected", host.peerId()).flag("connected"));
        peer.execute("connect", here.address()).orFail();
        assertTrue(peer.execute("connected", host.peerId()).flag("connected"));
        peer.execute("disconnect", host.peerId()).orFail();
        await().atMost(PATIENCE).until(() -> host.connections().isEmpty());
    }

    /** rust-libp2p signs and expects records of another domain than go and js (rust-libp2p#6204), and takes the plain list. */
    private boolean acceptsSignedRecords() {
        return stack != Stack.RUST;
    }

    static void assertEchoes(Stream stream, String text) throws IOException {
        try (OutputStream out = stream.output()) {
            out.write(text.getBytes(UTF_8));
        }
        assertEquals(text, new String(stream.input().readAllBytes(), UTF_8));
    }
}
