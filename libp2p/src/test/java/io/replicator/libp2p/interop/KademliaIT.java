package io.replicator.libp2p.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.libp2p.discovery.RendezvousDiscovery;
import io.replicator.libp2p.kad.KadConfig;
import io.replicator.libp2p.kad.KadPeer;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.Multihash;
import io.replicator.libp2p.multiformats.PeerId;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** One DHT of this stack and another one: peers, providers and values across, in both directions. */
@ParameterizedClass
@EnumSource(Stack.class)
@Timeout(120)
final class KademliaIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Stack stack;
    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    KademliaIT(Stack stack) {
        this.stack = stack;
    }

    @BeforeEach
    void needTheOtherStack() throws IOException {
        stack.assume();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private RealPeer realServer() throws IOException {
        return keep(RealPeer.start(stack, "-kad", TestDht.PREFIX));
    }

    private RealPeer realClient() throws IOException {
        return keep(RealPeer.start(stack, "-kad", TestDht.PREFIX, "-client"));
    }

    private TestDht server() throws IOException {
        return keep(TestDht.server());
    }

    private <T extends AutoCloseable> T keep(T started) {
        open.push(started);
        return started;
    }

    /** Whether the other one has asked us, and has taken us into its table. */
    private static void awaitInTable(RealPeer real, long peers) {
        await().atMost(PATIENCE).until(() -> real.execute("table").orFail().number("size") >= peers);
    }

    /** It knows only our first host; the peer that it looks for is known to that. */
    @Test
    void isFoundByItThroughUs() throws IOException {
        TestDht first = server();
        TestDht second = server();
        second.join(first.address());
        RealPeer real = realServer();
        real.execute("connect", first.address()).orFail();
        await().atMost(PATIENCE).until(() -> finds(real, second.id(), second.address()));
    }

    /** Some stacks give addresses with the id of the peer at the end. */
    static boolean finds(RealPeer seeker, PeerId sought, Multiaddr address) {
        Answer answer = seeker.execute("findpeer", sought);
        return answer.isOk()
                && answer.texts("addresses").stream()
                        .map(Multiaddr::parse)
                        .anyMatch(found -> found.withoutPeer().equals(address.withoutPeer()));
    }

    /** Our host knows only the first one; the peer that it looks for has joined there. */
    @Test
    void findsPeersThroughIt() throws IOException {
        RealPeer first = realServer();
        RealPeer second = realServer();
        second.execute("connect", first.address()).orFail();
        TestDht here = server();
        here.join(first.address());
        await().atMost(PATIENCE).until(() -> here.finds(second.peerId(), second.address()));
    }

    /** The provider is a client, so that nobody but our server can name it. */
    @Test
    void servesItsProviderRecords() throws IOException {
        TestDht server = server();
        RealPeer provider = realClient();
        RealPeer asker = realServer();
        provider.execute("connect", server.address()).orFail();
        asker.execute("connect", server.address()).orFail();
        // It refuses to provide while its routing table is empty.
        await().atMost(PATIENCE)
                .until(() -> provider.execute("provide", "theirs").isOk()
                        && TestDht.contains(
                                server.dht().findProviders(RendezvousDiscovery.key("theirs"), 10), provider.peerId()));
        await().atMost(PATIENCE)
                .until(() -> asker.execute("findproviders", "theirs")
                        .texts("providers")
                        .contains(provider.peerId().toString()));
    }

    /** The provider is a client, so that nobody but the other stack's server can name it. */
    @Test
    void findsProvidersThroughIt() throws IOException {
        RealPeer real = realServer();
        TestDht provider = keep(TestDht.start(KadConfig.client(TestDht.PREFIX)));
        TestDht asker = server();
        provider.join(real.address());
        asker.join(real.address());
        assertTrue(provider.dht().provide(RendezvousDiscovery.key("ours")) > 0);
        await().atMost(PATIENCE)
                .until(() -> real.execute("findproviders", "ours")
                        .texts("providers")
                        .contains(provider.id().toString()));
        List<KadPeer> found = asker.dht().findProviders(RendezvousDiscovery.key("ours"), 10);
        assertTrue(TestDht.contains(found, provider.id()), found.toString());
    }

    @Test
    void exchangesValues() throws IOException {
        RealPeer real = realServer();
        TestDht here = server();
        here.join(real.address());
        awaitInTable(real, 1);
        byte[] ours = "/test/ours".getBytes(UTF_8);
        assertEquals(1, here.dht().putValue(ours, "from-here".getBytes(UTF_8)));
        await().atMost(PATIENCE)
                .until(() -> real.execute("getvalue", "/test/ours").isOk());
        assertEquals("from-here", real.execute("getvalue", "/test/ours").text("value"));
        real.execute("putvalue", "/test/theirs", "from-there").orFail();
        byte[] theirs = here.dht().getValue("/test/theirs".getBytes(UTF_8)).orElseThrow();
        assertEquals("from-there", new String(theirs, UTF_8));
    }

    /** A client asks and provides, but is in nobody's table. */
    @Test
    void isAClientOfIt() throws IOException {
        RealPeer real = realServer();
        TestDht server = server();
        server.join(real.address());
        awaitInTable(real, 1);
        TestDht client = keep(TestDht.start(KadConfig.client(TestDht.PREFIX)));
        client.join(real.address());
        assertTrue(client.dht().provide(RendezvousDiscovery.key("client's")) > 0);
        assertTrue(client.finds(server.id(), server.address()));
        await().atMost(PATIENCE)
                .until(() -> real.execute("findproviders", "client's")
                        .texts("providers")
                        .contains(client.id().toString()));
        if (stack != Stack.JS) {
            // js-libp2p takes whoever asks it into its table.
            assertEquals(
                    List.of(server.id().toString()),
                    real.execute("table").orFail().texts("peers"));
        }
    }

    @Test
    void servesItsClients() throws IOException {
        TestDht first = server();
        TestDht second = server();
        second.join(first.address());
        RealPeer client = realClient();
        client.execute("connect", first.address()).orFail();
        await().atMost(PATIENCE)
                .until(() -> client.execute("findpeer", second.id()).isOk());
        await().atMost(PATIENCE)
                .until(() -> client.execute("provide", "a-client").isOk());
        await().atMost(PATIENCE)
                .until(() -> TestDht.contains(
                        first.dht().findProviders(RendezvousDiscovery.key("a-client"), 10), client.peerId()));
        assertEquals(Set.of(second.id()), first.dht().routingTable());
    }

    /** Records of others end after their validity, by the clock of who holds them. */
    @Test
    void forgetsItsRecordsInTime() throws IOException {
        AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
        TestDht server = keep(TestDht.start(KadConfig.server(TestDht.PREFIX).withClock(now::get)));
        RealPeer provider = realServer();
        provider.execute("connect", server.address()).orFail();
        Multihash key = RendezvousDiscovery.key("mortal");
        await().atMost(PATIENCE)
                .until(() -> provider.execute("provide", "mortal").isOk()
                        && TestDht.contains(server.dht().findProviders(key, 10), provider.peerId()));
        provider.close();
        now.updateAndGet(time -> time.plus(Duration.ofHours(49)));
        await().atMost(PATIENCE).until(() -> !TestDht.contains(server.dht().findProviders(key, 10), provider.peerId()));
    }

    /**
     * Who joins later gets what was announced before, as it is announced again. The provider is a client, so that nobody
     * but the newcomer can name it.
     */
    @Test
    void announcesAgain() throws IOException {
        RealPeer first = realServer();
        TestDht provider = keep(TestDht.start(
                KadConfig.client(TestDht.PREFIX).withIntervals(Duration.ofSeconds(1), Duration.ofSeconds(1))));
        provider.join(first.address());
        assertEquals(1, provider.dht().provide(RendezvousDiscovery.key("again")));
        first.kill();
        RealPeer second = realServer();
        second.execute("connect", provider.address()).orFail();
        TestDht asker = server();
        asker.join(second.address());
        await().atMost(PATIENCE)
                .until(() -> TestDht.contains(
                        asker.dht().findProviders(RendezvousDiscovery.key("again"), 10), provider.id()));
    }

    /** Whoever met through a bootstrap peer that has died still finds each other, and loses it. */
    @Test
    void survivesTheDeathOfItsBootstrapPeer() throws IOException {
        RealPeer bootstrap = realServer();
        RealPeer other = realServer();
        other.execute("connect", bootstrap.address()).orFail();
        awaitInTable(other, 1);
        TestDht first = server();
        TestDht second = server();
        first.join(bootstrap.address());
        second.join(bootstrap.address());
        await().atMost(PATIENCE)
                .until(() ->
                        first.finds(other.peerId(), other.address()) && first.finds(second.id(), second.address()));
        await().atMost(PATIENCE)
                .until(() ->
                        first.table(other.peerId()).equals(Set.of(bootstrap.peerId(), other.peerId(), second.id())));
        bootstrap.kill();
        assertTrue(first.dht().provide(RendezvousDiscovery.key("orphan")) > 0);
        await().atMost(PATIENCE)
                .until(() -> TestDht.contains(
                        second.dht().findProviders(RendezvousDiscovery.key("orphan"), 10), first.id()));
        await().atMost(PATIENCE)
                .until(() -> first.table(bootstrap.peerId()).equals(Set.of(other.peerId(), second.id())));
    }
}
