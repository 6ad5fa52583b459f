package io.replicator.libp2p.kad;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import io.netty.buffer.Unpooled;
import io.replicator.libp2p.host.Connection;
import io.replicator.libp2p.host.ConnectionListener;
import io.replicator.libp2p.host.Host;
import io.replicator.libp2p.host.Stream;
import io.replicator.libp2p.identify.IdentifyService;
import io.replicator.libp2p.memory.MemoryNetwork;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.Multihash;
import io.replicator.libp2p.multiformats.PeerId;
import io.replicator.libp2p.multiformats.VarintFrame;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class KademliaDhtTest {

    private static final String PREFIX = "/test";
    private static final Duration NEVER = Duration.ofDays(100);

    private record Node(Host host, KademliaDht dht) {
        Multiaddr address() {
            return host.listenAddresses().getFirst().withPeer(host.peerId());
        }
    }

    private volatile Instant now = Instant.EPOCH;
    private final MemoryNetwork network = new MemoryNetwork();
    private final Host asker = network.newHost();
    private final List<Node> nodes = new ArrayList<>();

    private Node node(KadConfig config) {
        return node(config, NEVER);
    }

    private Node node(KadConfig config, Duration interval) {
        Host host = network.newHost();
        new IdentifyService(host, "test/1").start();
        KademliaDht dht = new KademliaDht(
                host,
                config.withClock(() -> now)
                        .withIntervals(interval, interval)
                        .withTimeouts(Duration.ofSeconds(5), Duration.ofSeconds(20))
                        .withValidator("test", new StoresTest.Longest()));
        dht.start();
        Node node = new Node(host, dht);
        nodes.add(node);
        return node;
    }

    private Node server() {
        return node(KadConfig.server(PREFIX));
    }

    /** Servers that all joined through the first. */
    private List<Node> servers(int count) {
        List<Node> servers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            Node server = server();
            if (i > 0) {
                assertTrue(server.dht
                        .bootstrap(List.of(servers.getFirst().address()))
                        .succeeded());
            }
            servers.add(server);
        }
        if (count <= KadConfig.server(PREFIX).bucketSize()) {
            // Peers enter a table once they are identified, which goes on behind a bootstrap.
            await().until(() -> servers.stream().allMatch(server -> server.dht.routingTableSize() == count - 1));
        }
        return servers;
    }

    @AfterEach
    void close() {
        nodes.forEach(node -> node.dht.close());
        nodes.forEach(node -> node.host.close());
    }

    @Test
    void findsTheClosestPeersOfAKeyInALargerNetwork() {
        List<Node> servers = servers(40);
        byte[] key = "some key".getBytes(UTF_8);
        KadKey target = KadKey.of(ByteString.copyFrom(key));
        Node asker = servers.get(17);
        List<PeerId> expected = servers.stream()
                .map(node -> node.host.peerId())
                .filter(peer -> !peer.equals(asker.host.peerId()))
                .sorted((a, b) -> target.compareDistance(KadKey.of(a), KadKey.of(b)))
                .limit(20)
                .toList();
        assertEquals(expected, asker.dht.closestPeers(key));
    }

    @Test
    void findsAPeerThatOnlyOthersKnow() {
        List<Node> servers = servers(30);
        Node late = server();
        late.dht.bootstrap(List.of(servers.get(5).address()));
        Node target = servers.get(29);
        assertEquals(
                target.host.listenAddresses(),
                late.dht.findPeer(target.host.peerId()).orElseThrow().addresses());
        PeerId nobody = network.newHost().peerId();
        assertTrue(late.dht.findPeer(nobody).isEmpty());
    }

    @Test
    void findsProvidersUntilTheirRecordsEnd() {
        List<Node> servers = servers(25);
        Multihash hash = Multihash.sha256("content".getBytes(UTF_8));
        assertEquals(20, servers.get(3).dht.provide(hash));
        assertTrue(servers.get(4).dht.provide(hash) >= 20);
        Set<PeerId> expected =
                Set.of(servers.get(3).host.peerId(), servers.get(4).host.peerId());
        Node asker = servers.get(20);
        List<KadPeer> found = asker.dht.findProviders(hash, 10);
        assertEquals(expected, found.stream().map(KadPeer::id).collect(Collectors.toSet()));
        assertTrue(found.stream().noneMatch(peer -> peer.addresses().isEmpty()));
        assertEquals(1, asker.dht.findProviders(hash, 1).size());

        now = now.plus(Duration.ofHours(49));
        assertTrue(asker.dht.findProviders(hash, 10).isEmpty());
    }

    @Test
    void letsAClientAskWithoutBeingAsked() {
        List<Node> servers = servers(5);
        Node client = node(KadConfig.client(PREFIX));
        assertTrue(client.dht.bootstrap(List.of(servers.getFirst().address())).succeeded());
        Multihash hash = Multihash.sha256(new byte[] {1});
        assertEquals(5, client.dht.provide(hash));
        // Nothing answers to what is provided.
        await().untilAsserted(() -> assertEquals(
                List.of(client.host.peerId()),
                servers.get(4).dht.findProviders(hash, 10).stream()
                        .map(KadPeer::id)
                        .toList()));
        assertFalse(client.host.protocols().contains("/test/kad/1.0.0"));
        assertTrue(servers.stream().noneMatch(node -> node.dht.table().contains(client.host.peerId())));
    }

    @Test
    void takesIdentifiedServersIntoTheTable() {
        Node alice = server();
        Node bob = server();
        alice.host.connect(bob.host.peerId(), bob.host.listenAddresses()).join();
        await().until(() ->
                alice.dht.table().contains(bob.host.peerId()) && bob.dht.table().contains(alice.host.peerId()));
    }

    @Test
    void noticesAConnectedPeerThatBeginsToServe() {
        Node alice = server();
        Host host = network.newHost();
        new IdentifyService(host, "test/1").start();
        alice.host.connect(host.peerId(), host.listenAddresses()).join();
        await().until(() -> !alice.host.peerStore().protocols(host.peerId()).isEmpty());
        alice.dht.rejoin();
        assertFalse(alice.dht.table().contains(host.peerId()));
        KademliaDht late = new KademliaDht(host, KadConfig.server(PREFIX));
        late.start();
        await().until(() -> alice.host.peerStore().protocols(host.peerId()).contains("/test/kad/1.0.0"));
        alice.dht.rejoin();
        assertTrue(alice.dht.table().contains(host.peerId()));
        late.close();
    }

    @Test
    void keepsTheBestValueAndCorrectsOthers() {
        List<Node> servers = servers(6);
        byte[] key = "/test/key".getBytes(UTF_8);
        assertEquals(5, servers.getFirst().dht.putValue(key, "new and long".getBytes(UTF_8)));
        Node late = server();
        late.dht.putValue(key, "old".getBytes(UTF_8));
        late.dht.bootstrap(List.of(servers.getFirst().address()));
        assertArrayEquals(
                "new and long".getBytes(UTF_8), servers.get(3).dht.getValue(key).orElseThrow());
        assertThrows(IllegalArgumentException.class, () -> late.dht.putValue(key, "old".getBytes(UTF_8)));
        assertTrue(servers.get(3).dht.getValue("/test/none".getBytes(UTF_8)).isEmpty());
        assertThrows(IllegalArgumentException.class, () -> servers.get(3).dht.getValue("/none/a".getBytes(UTF_8)));
        assertThrows(IllegalArgumentException.class, () -> servers.get(3).dht.putValue(key, new byte[0]));
    }

    @Test
    void repeatsOwnValuesWhileNoBetterOnesAreKnown() throws IOException {
        Node publisher = server();
        byte[] key = "/test/key".getBytes(UTF_8);
        byte[] given = "/test/given up".getBytes(UTF_8);
        assertEquals(0, publisher.dht.putValue(key, "mine".getBytes(UTF_8)));
        assertEquals(0, publisher.dht.putValue(given, "mine".getBytes(UTF_8)));
        publisher.dht.stopPutting(given);
        Node holder = server();
        holder.dht.bootstrap(List.of(publisher.address()));
        await().until(() -> publisher.dht.routingTableSize() == 1);
        for (int round = 0; round < 2; round++) {
            publisher.dht.republish();
            assertEquals(Optional.of("mine"), valueAt(holder, key));
            assertEquals(Optional.empty(), valueAt(holder, given));
            now = now.plus(Duration.ofHours(49));
            assertEquals(Optional.empty(), valueAt(holder, key));
        }

        assertEquals(1, holder.dht.putValue(key, "a better one".getBytes(UTF_8)));
        publisher.dht.republish();
        now = now.plus(Duration.ofHours(49));
        publisher.dht.republish();
        assertEquals(Optional.empty(), valueAt(holder, key));
    }

    /** Asked by somebody who keeps nothing. */
    private Optional<String> valueAt(Node node, byte[] key) throws IOException {
        KadMessage request = KadMessage.of(KadMessage.Type.GET_VALUE, ByteString.copyFrom(key));
        Stream stream = openRaw(asker, node);
        send(stream, request);
        Optional<String> value =
                receive(stream).record().map(record -> record.value().toStringUtf8());
        stream.reset();
        return value;
    }

    @Test
    void forgetsItsHostWhenItIsClosed() {
        Node closed = server();
        closed.dht.close();
        List<PeerId> identified = new CopyOnWriteArrayList<>();
        closed.host.addConnectionListener(new ConnectionListener() {
            @Override
            public void onIdentified(Connection connection) {
                identified.add(connection.remotePeer());
            }
        });
        Node other = server();
        closed.host.connect(other.host.peerId(), other.host.listenAddresses()).join();
        await().until(() -> identified.contains(other.host.peerId()));
        assertEquals(0, closed.dht.routingTableSize());
    }

    /** A peer that is silent is so on a new stream too; only a stream that ended while it waited is worth another. */
    @Test
    void waitsForAnAnswerNoLongerThanTheTimeout() throws IOException {
        Host host = network.newHost();
        Host silent = network.newHost();
        List<Stream> opened = new CopyOnWriteArrayList<>();
        silent.addHandler("/test/kad/1.0.0", stream -> {
            opened.add(stream);
            InputStream in = stream.input();
            Thread.startVirtualThread(() -> answerOnce(stream, in));
        });
        host.connect(silent.peerId(), silent.listenAddresses()).join();
        KadMessage ping = KadMessage.of(KadMessage.Type.PING, ByteString.EMPTY);
        try (KadClient client = new KadClient(host, "/test/kad/1.0.0", Duration.ofSeconds(2))) {
            assertEquals(ping, client.request(silent.peerId(), ping));
            assertThrows(IOException.class, () -> client.request(silent.peerId(), ping));
        }
        assertEquals(1, opened.size());
    }

    private static void answerOnce(Stream stream, InputStream in) {
        try {
            byte[] request = VarintFrame.read(in, KadMessage.MAX_LENGTH);
            VarintFrame.write(stream.output(), Objects.requireNonNull(request));
        } catch (IOException e) {
            stream.reset();
        }
    }

    @Test
    void saysWhyABootstrapFailed() {
        Node node = server();
        Node plain = new Node(network.newHost(), node.dht);
        Multiaddr dead = Multiaddr.parse("/ip4/127.0.0.1/tcp/1").withPeer(plain.host.peerId());
        Multiaddr nameless = Multiaddr.parse("/ip4/127.0.0.1/tcp/2");
        BootstrapResult result = node.dht.bootstrap(List.of(dead, nameless, node.address(), plain.address()));
        assertFalse(result.succeeded());
        assertTrue(messageOf(result, dead).contains("nobody listens"), messageOf(result, dead));
        assertTrue(messageOf(result, nameless).contains("nobody listens"), messageOf(result, nameless));
        assertTrue(messageOf(result, node.address()).contains("own"));
        assertTrue(messageOf(result, plain.address()).contains("supports none"));
    }

    @Test
    void joinsThroughAnAddressThatNamesNobodyAndComesBackThroughIt() {
        Node first = server();
        Node node = server();
        Multiaddr nameless = first.address().withoutPeer();
        BootstrapResult result = node.dht.bootstrap(List.of(nameless));
        assertEquals(Map.of(nameless, first.host.peerId()), result.connected());
        node.host.connections().forEach(connection -> {
            var _ = connection.close();
        });
        node.dht.refresh();
        assertEquals(1, node.host.connections(first.host.peerId()).size());
        node.dht.refresh();
        assertEquals(1, node.host.connections(first.host.peerId()).size());
    }

    @Test
    void joinsThroughAnAddressThatNamesNobodyThoughTheFirstConnectionEndsAtOnce() {
        Node first = server();
        Node node = server();
        AtomicBoolean cut = new AtomicBoolean();
        node.host.addConnectionListener(new ConnectionListener() {
            @Override
            public void onConnected(Connection connection) {
                if (cut.compareAndSet(false, true)) {
                    var _ = connection.close();
                }
            }
        });
        Multiaddr nameless = first.address().withoutPeer();
        BootstrapResult result = node.dht.bootstrap(List.of(nameless));
        assertEquals(
                Map.of(nameless, first.host.peerId()),
                result.connected(),
                () -> result.failures().toString());
    }

    /** Which may be an override, and is told to nobody. */
    @Test
    void doesNotTakeWhereItHasDialledAPeerForWhereThePeerIs() {
        Node node = server();
        Host silent = network.newHost();
        node.host.connect(silent.peerId(), silent.listenAddresses()).join();
        assertEquals(Optional.empty(), node.dht.findPeer(silent.peerId()));
    }

    private static String messageOf(BootstrapResult result, Multiaddr address) {
        return String.valueOf(
                Objects.requireNonNull(result.failures().get(address)).getMessage());
    }

    @Test
    void removesPeersThatAreGoneAndComesBackThroughBootstrap() {
        List<Node> servers = servers(4);
        Node node = servers.get(3);
        assertEquals(3, node.dht.routingTableSize());
        servers.get(1).host.close();
        servers.get(2).host.close();
        now = now.plus(NEVER).plusSeconds(1);
        node.dht.refresh();
        assertEquals(1, node.dht.routingTableSize());

        node.dht.table().remove(servers.getFirst().host.peerId());
        assertEquals(0, node.dht.routingTableSize());
        node.dht.refresh();
        assertTrue(node.dht.table().contains(servers.getFirst().host.peerId()));
    }

    @Test
    void announcesAgainAndRefreshesByItself() {
        Node busy = node(KadConfig.server(PREFIX), Duration.ofMillis(50));
        Multihash hash = Multihash.sha256(new byte[] {9});
        assertEquals(0, busy.dht.provide(hash));
        Node first = server();
        Node second = server();
        first.dht.bootstrap(List.of(busy.address()));
        second.dht.bootstrap(List.of(busy.address(), first.address()));
        KadMessage request = KadMessage.of(KadMessage.Type.GET_PROVIDERS, ByteString.copyFrom(hash.encode()));
        await().until(() -> first.dht.ask(second.host.peerId(), request).providerPeers().stream()
                .anyMatch(provider -> provider.id().equals(busy.host.peerId())));
        await().until(() -> busy.dht.routingTableSize() == 2);
        first.host.close();
        await().until(() -> busy.dht.routingTableSize() == 1);
        busy.dht.stopProviding(hash);
        assertTrue(busy.dht.findProviders(hash, 10).size() <= 1, "only what the other still holds");
    }

    @Test
    void survivesPeersThatFail() {
        List<Node> servers = servers(12);
        for (int i = 1; i < 6; i++) {
            servers.get(i).host.close();
        }
        List<PeerId> closest = servers.get(8).dht.closestPeers(new byte[] {1});
        assertEquals(6, closest.size());
    }

    @Test
    void answersOverAReusedStreamAndNeverToAddProvider() throws IOException {
        Node server = server();
        Host raw = network.newHost();
        Stream stream = openRaw(raw, server);
        ByteString key = ByteString.copyFrom(Multihash.sha256(new byte[] {2}).encode());
        KadPeer self = new KadPeer(raw.peerId(), raw.listenAddresses(), false);
        KadPeer somebodyElse = new KadPeer(network.newHost().peerId(), raw.listenAddresses(), false);
        send(stream, KadMessage.of(KadMessage.Type.PING, ByteString.EMPTY));
        assertEquals(KadMessage.Type.PING, receive(stream).type());
        send(stream, KadMessage.of(KadMessage.Type.ADD_PROVIDER, key).withProviderPeers(List.of(somebodyElse, self)));
        send(stream, KadMessage.of(KadMessage.Type.GET_PROVIDERS, key));
        KadMessage answer = receive(stream);
        assertEquals(KadMessage.Type.GET_PROVIDERS, answer.type());
        assertEquals(
                List.of(raw.peerId()),
                answer.providerPeers().stream().map(KadPeer::id).toList());
        stream.closeWrite();
        assertEquals(-1, stream.input().read());
    }

    /** Some implementations close a stream after one answer; others reset it while it waits. */
    @Test
    void asksAgainOnANewStreamWhenTheOldOneIsClosed() throws IOException {
        Node node = server();
        Host oneShot = network.newHost();
        List<Stream> opened = new CopyOnWriteArrayList<>();
        oneShot.addHandler("/test/kad/1.0.0", stream -> {
            opened.add(stream);
            InputStream in = stream.input();
            Thread.startVirtualThread(() -> echoOnce(stream, in));
        });
        node.host.connect(oneShot.peerId(), oneShot.listenAddresses()).join();
        KadMessage ping = KadMessage.of(KadMessage.Type.PING, ByteString.EMPTY);
        for (int i = 1; i <= 3; i++) {
            assertEquals(ping, node.dht.ask(oneShot.peerId(), ping));
            assertEquals(i, opened.size());
        }
    }

    private static void echoOnce(Stream stream, InputStream in) {
        try {
            byte[] request = VarintFrame.read(in, KadMessage.MAX_LENGTH);
            VarintFrame.write(stream.output(), Objects.requireNonNull(request));
            stream.closeWrite();
        } catch (IOException e) {
            stream.reset();
        }
    }

    @Test
    void rejectsAnAnswerThatIsNone() {
        Node node = server();
        Host liar = network.newHost();
        liar.addHandler("/test/kad/1.0.0", stream -> {
            var _ = stream.write(Unpooled.wrappedBuffer(new byte[] {2, 8, 99}));
        });
        node.host.connect(liar.peerId(), liar.listenAddresses()).join();
        node.dht.table().add(liar.peerId());
        KadMessage ping = KadMessage.of(KadMessage.Type.PING, ByteString.EMPTY);
        assertThrows(IOException.class, () -> node.dht.ask(liar.peerId(), ping));
        assertFalse(node.dht.table().contains(liar.peerId()));
    }

    @Test
    void resetsStreamsWithMalformedRequests() {
        Node server = server();
        Host raw = network.newHost();
        byte[] longKey = new byte[ProviderStore.MAX_KEY_LENGTH + 1];
        List<byte[]> malformed = List.of(
                new byte[] {8, 9},
                KadMessage.of(KadMessage.Type.GET_PROVIDERS, ByteString.EMPTY).encode(),
                KadMessage.of(KadMessage.Type.ADD_PROVIDER, ByteString.copyFrom(longKey))
                        .encode(),
                KadMessage.of(KadMessage.Type.PUT_VALUE, ByteString.copyFromUtf8("/test/a"))
                        .encode());
        for (byte[] message : malformed) {
            Stream stream = openRaw(raw, server);
            var _ = stream.write(Unpooled.wrappedBuffer(VarintFrame.encode(message)));
            assertThrows(IOException.class, () -> stream.input().read());
        }
        Stream stream = openRaw(raw, server);
        var _ = stream.write(Unpooled.wrappedBuffer(new byte[] {-1, -1, -1, 127}));
        assertThrows(IOException.class, () -> stream.input().read());
    }

    @Test
    void namesTheTargetButNotTheOneWhoAsks() throws IOException {
        Node server = server();
        Node member = server();
        member.dht.bootstrap(List.of(server.address()));
        await().until(() -> server.dht.table().contains(member.host.peerId()));
        Node other = node(KadConfig.client(PREFIX));
        KadMessage request = KadMessage.of(
                KadMessage.Type.FIND_NODE,
                ByteString.copyFrom(member.host.peerId().encode()));
        other.dht.bootstrap(List.of(server.address()));
        assertEquals(
                List.of(member.host.peerId()),
                other.dht.ask(server.host.peerId(), request).closerPeers().stream()
                        .map(KadPeer::id)
                        .toList());
        KadMessage anyKey = KadMessage.of(KadMessage.Type.FIND_NODE, ByteString.copyFromUtf8("x"));
        assertEquals(List.of(), member.dht.ask(server.host.peerId(), anyKey).closerPeers());
    }

    @Test
    void makesRandomKeysOfAGivenPrefix() {
        Node node = server();
        Refresher refresher = new Refresher(node.dht, node.dht.table(), KadConfig.server(PREFIX), node.host.peerId());
        KadKey self = KadKey.of(node.host.peerId());
        for (int prefix = 0; prefix <= Refresher.MAX_PREFIX; prefix++) {
            assertEquals(prefix, self.commonPrefixLength(KadKey.of(refresher.randomKey(prefix))));
        }
    }

    @Test
    void refusesABadPrefix() {
        assertThrows(IllegalArgumentException.class, () -> KadConfig.server("ipfs"));
        assertThrows(IllegalArgumentException.class, () -> KadConfig.client("/ipfs/"));
        assertEquals("/ipfs/kad/1.0.0", KadConfig.server("/ipfs").protocol());
    }

    private static Stream openRaw(Host from, Node to) {
        return from.connect(to.host.peerId(), to.host.listenAddresses())
                .thenCompose(connection -> connection.openStream(List.of("/test/kad/1.0.0")))
                .join();
    }

    private static void send(Stream stream, KadMessage message) throws IOException {
        VarintFrame.write(stream.output(), message.encode());
    }

    private static KadMessage receive(Stream stream) throws IOException {
        byte[] answer = VarintFrame.read(stream.input(), KadMessage.MAX_LENGTH);
        return KadMessage.decode(Objects.requireNonNull(answer));
    }
}
