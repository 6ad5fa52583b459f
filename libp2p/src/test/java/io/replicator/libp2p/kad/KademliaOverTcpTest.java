package io.replicator.libp2p.kad;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.libp2p.Libp2p;
import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.libp2p.discovery.RendezvousDiscovery;
import io.replicator.libp2p.discovery.Repetition;
import io.replicator.libp2p.host.Connection;
import io.replicator.libp2p.host.Host;
import io.replicator.libp2p.host.Stream;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.Multihash;
import io.replicator.libp2p.multiformats.PeerId;
import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The DHT and discovery over real hosts on loopback: TCP, Noise, Yamux, identify. */
class KademliaOverTcpTest {

    private static final int SERVERS = 12;

    private final List<Host> hosts = new ArrayList<>();
    private final List<KademliaDht> dhts = new ArrayList<>();

    private KademliaDht join(KadConfig config) throws IOException {
        Host host = Libp2p.builder(PrivateKey.generateEd25519(new SecureRandom()))
                .listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0"))
                .start();
        KademliaDht dht = new KademliaDht(host, config);
        dht.start();
        if (!hosts.isEmpty()) {
            BootstrapResult result = dht.bootstrap(List.of(addressOf(hosts.getFirst())));
            assertTrue(result.succeeded(), result.failures().toString());
        }
        hosts.add(host);
        dhts.add(dht);
        return dht;
    }

    private static Multiaddr addressOf(Host host) {
        return host.listenAddresses().getFirst().withPeer(host.peerId());
    }

    private void joinServers() throws IOException {
        for (int i = 0; i < SERVERS; i++) {
            join(KadConfig.server("/test"));
        }
    }

    @AfterEach
    void close() {
        dhts.forEach(KademliaDht::close);
        hosts.forEach(Host::close);
    }

    @Test
    void findsPeersAndProvidersAmongRealHosts() throws IOException {
        joinServers();
        PeerId last = hosts.getLast().peerId();
        assertEquals(
                hosts.getLast().listenAddresses(),
                dhts.get(3).findPeer(last).orElseThrow().addresses());
        Set<PeerId> others = hosts.stream().map(Host::peerId).collect(Collectors.toSet());
        others.remove(hosts.get(3).peerId());
        assertEquals(others, new HashSet<>(dhts.get(3).closestPeers(new byte[] {1})));

        Multihash hash = Multihash.sha256(new byte[] {1, 2, 3});
        assertEquals(SERVERS - 1, dhts.get(5).provide(hash));
        KademliaDht client = join(KadConfig.client("/test"));
        List<KadPeer> providers = client.findProviders(hash, 10);
        assertEquals(
                List.of(hosts.get(5).peerId()),
                providers.stream().map(KadPeer::id).toList());
        assertEquals(hosts.get(5).listenAddresses(), providers.getFirst().addresses());
    }

    @Test
    void discoversEverybodyWhoAdvertisesTheSameName() throws IOException {
        joinServers();
        List<Queue<PeerId>> found = new ArrayList<>();
        List<Repetition> repetitions = new ArrayList<>();
        for (int i = 0; i < SERVERS; i++) {
            RendezvousDiscovery discovery = new RendezvousDiscovery(hosts.get(i), dhts.get(i));
            Queue<PeerId> ofThis = new ConcurrentLinkedQueue<>();
            found.add(ofThis);
            repetitions.add(discovery.advertise("replicator"));
            repetitions.add(discovery.discover("replicator", Duration.ofSeconds(2), peer -> ofThis.add(peer.id())));
        }
        for (int i = 0; i < SERVERS; i++) {
            Set<PeerId> others = hosts.stream().map(Host::peerId).collect(Collectors.toSet());
            others.remove(hosts.get(i).peerId());
            Queue<PeerId> ofThis = found.get(i);
            await().until(() -> new HashSet<>(ofThis).equals(others));
        }
        RendezvousDiscovery first = new RendezvousDiscovery(hosts.getFirst(), dhts.getFirst());
        assertEquals(2, first.findPeers("replicator", 2).size());
        assertTrue(first.findPeers("another name", 10).isEmpty());
        repetitions.forEach(Repetition::close);
    }

    @Test
    void servesOnlySoManyStreamsOfAConnectionAndCountsTheOthersAsRefused() throws IOException {
        join(KadConfig.server("/test"));
        Host server = hosts.getFirst();
        Host asker =
                Libp2p.builder(PrivateKey.generateEd25519(new SecureRandom())).start();
        hosts.add(asker);
        Connection connection =
                asker.connect(server.peerId(), server.listenAddresses()).join();
        for (int i = 0; i < KadServer.MAX_STREAMS_PER_CONNECTION; i++) {
            connection.openStream(List.of("/test/kad/1.0.0")).join();
        }
        // The reset may overtake the answer that names the protocol.
        assertTrue(connection
                .openStream(List.of("/test/kad/1.0.0"))
                .thenCompose(Stream::closed)
                .handle((_, _) -> true)
                .join());
        assertEquals(1, server.metrics().refusedStreams());
        assertEquals(0, server.metrics().resetStreams(), "it was never one of those that are served");
    }

    @Test
    void goesOnWhenAThirdOfTheHostsIsGone() throws IOException {
        joinServers();
        for (int i = 1; i <= SERVERS / 3; i++) {
            hosts.get(i).close();
        }
        KademliaDht asker = dhts.getLast();
        assertEquals(
                SERVERS - SERVERS / 3 - 1, asker.closestPeers(new byte[] {7}).size());
        assertFalse(asker.table().contains(hosts.get(1).peerId()));
        assertTrue(asker.findPeer(hosts.get(SERVERS / 2).peerId()).isPresent());
    }
}
