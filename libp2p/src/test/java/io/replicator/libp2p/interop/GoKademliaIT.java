package io.replicator.libp2p.interop;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.libp2p.Libp2p;
import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.libp2p.discovery.RendezvousDiscovery;
import io.replicator.libp2p.host.Host;
import io.replicator.libp2p.kad.BootstrapResult;
import io.replicator.libp2p.kad.KadConfig;
import io.replicator.libp2p.kad.KadPeer;
import io.replicator.libp2p.kad.KademliaDht;
import io.replicator.libp2p.kad.Validator;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.PeerId;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** One DHT of hosts of both kinds: FIND_NODE and provider records across, in both directions. */
@Timeout(180)
final class GoKademliaIT {

    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private record Node(Host host, KademliaDht dht) implements AutoCloseable {

        String address() {
            return host.listenAddresses().getFirst().withPeer(host.peerId()).toString();
        }

        @Override
        public void close() {
            dht.close();
            host.close();
        }
    }

    private final Deque<AutoCloseable> open = new ArrayDeque<>();

    @BeforeEach
    void needGo() {
        GoPeer.assumeGo();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    private GoPeer goServer() throws IOException {
        GoPeer go = GoPeer.start("-kad", "/test");
        open.push(go);
        return go;
    }

    private Node javaServer() throws IOException {
        Host host = Libp2p.builder(PrivateKey.generateEd25519(new SecureRandom()))
                .listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0"))
                .start();
        KademliaDht dht = new KademliaDht(host, KadConfig.server("/test").withValidator("test", new Longest()));
        dht.start();
        Node node = new Node(host, dht);
        open.push(node);
        return node;
    }

    private static void assertJoins(Node node, Multiaddr address) {
        BootstrapResult result = node.dht.bootstrap(List.of(address));
        assertTrue(result.succeeded(), result.failures().toString());
    }

    /** Go knows only our first host; the peer it looks for is known to our second one. */
    @Test
    void isFoundByGoThroughUs() throws IOException {
        Node first = javaServer();
        Node second = javaServer();
        assertJoins(second, Multiaddr.parse(first.address()));
        GoPeer go = goServer();
        assertTrue(go.execute("connect", first.address()).isOk());
        await().atMost(PATIENCE).until(() -> {
            GoAnswer answer = go.execute("findpeer", second.host.peerId().toString());
            return answer.isOk()
                    && answer.texts("addresses")
                            .contains(second.host.listenAddresses().getFirst().toString());
        });
    }

    /** Our host knows only the first Go host; the peer it looks for has joined there. */
    @Test
    void findsPeersThroughGo() throws IOException {
        GoPeer first = goServer();
        GoPeer second = goServer();
        assertTrue(second.execute("connect", first.addresses().getFirst().toString())
                .isOk());
        Node node = javaServer();
        assertJoins(node, first.addresses().getFirst());
        PeerId wanted = second.peerId();
        await().atMost(PATIENCE)
                .until(() -> node.dht
                        .findPeer(wanted)
                        .filter(peer -> peer.addresses()
                                .contains(second.addresses().getFirst().withoutPeer()))
                        .isPresent());
    }

    @Test
    void servesProviderRecordsOfGo() throws IOException {
        Node server = javaServer();
        GoPeer provider = goServer();
        GoPeer asker = goServer();
        for (GoPeer go : List.of(provider, asker)) {
            assertTrue(go.execute("connect", server.address()).isOk());
        }
        awaitProvided(provider, "from-go");
        KadPeer found =
                server.dht.findProviders(RendezvousDiscovery.key("from-go"), 10).getFirst();
        assertEquals(provider.peerId(), found.id());
        await().atMost(PATIENCE)
                .until(() -> asker.execute("findproviders", "from-go")
                        .texts("providers")
                        .contains(provider.peerId().toString()));
    }

    /** Go refuses to provide while its routing table is empty, which lasts until it has probed us. */
    private static void awaitProvided(GoPeer go, String name) {
        await().atMost(PATIENCE).until(() -> go.execute("provide", name).isOk());
    }

    @Test
    void findsProvidersThroughGo() throws IOException {
        GoPeer go = goServer();
        Node provider = javaServer();
        Node asker = javaServer();
        assertJoins(provider, go.addresses().getFirst());
        assertJoins(asker, go.addresses().getFirst());
        assertTrue(provider.dht.provide(RendezvousDiscovery.key("from-java")) > 0);
        await().atMost(PATIENCE)
                .until(() -> go.execute("findproviders", "from-java")
                        .texts("providers")
                        .contains(provider.host.peerId().toString()));
        List<KadPeer> found = asker.dht.findProviders(RendezvousDiscovery.key("from-java"), 10);
        assertTrue(found.stream().anyMatch(peer -> peer.id().equals(provider.host.peerId())), found.toString());
    }

    @Test
    void meetsUnderANameThroughGo() throws IOException {
        GoPeer go = goServer();
        Node first = javaServer();
        Node second = javaServer();
        assertJoins(first, go.addresses().getFirst());
        assertJoins(second, go.addresses().getFirst());
        awaitProvided(go, "meeting");
        open.push(new RendezvousDiscovery(first.host, first.dht).advertise("meeting"));
        RendezvousDiscovery discovery = new RendezvousDiscovery(second.host, second.dht);
        await().atMost(PATIENCE)
                .until(() -> discovery.findPeers("meeting", 10).stream()
                        .map(KadPeer::id)
                        .toList()
                        .containsAll(List.of(first.host.peerId(), go.peerId())));
        await().atMost(PATIENCE)
                .until(() -> go.execute("findproviders", "meeting")
                        .texts("providers")
                        .contains(first.host.peerId().toString()));
    }

    @Test
    void exchangesValuesWithGo() throws IOException {
        GoPeer go = goServer();
        Node node = javaServer();
        assertJoins(node, go.addresses().getFirst());
        byte[] ours = "/test/ours".getBytes(UTF_8);
        assertEquals(1, node.dht.putValue(ours, "from-java".getBytes(UTF_8)));
        await().atMost(PATIENCE)
                .until(() -> go.execute("getvalue", "/test/ours").isOk());
        assertEquals("from-java", go.execute("getvalue", "/test/ours").text("value"));
        GoAnswer put = go.execute("putvalue", "/test/theirs", "from-go");
        assertTrue(put.isOk(), put.json());
        byte[] theirs = node.dht.getValue("/test/theirs".getBytes(UTF_8)).orElseThrow();
        assertEquals("from-go", new String(theirs, UTF_8));
        assertTrue(go.execute("putvalue", "/test/ours", "longer-from-go").isOk());
        assertEquals("longer-from-go", new String(node.dht.getValue(ours).orElseThrow(), UTF_8));
    }

    /** The same rule as in the Go program. */
    private static final class Longest implements Validator {

        @Override
        public void validate(byte[] key, byte[] value) {
            if (value.length == 0) {
                throw new IllegalArgumentException("empty");
            }
        }

        @Override
        public int select(byte[] key, List<byte[]> values) {
            byte[] longest = Collections.max(values, Comparator.comparingInt(value -> value.length));
            return values.indexOf(longest);
        }
    }
}
