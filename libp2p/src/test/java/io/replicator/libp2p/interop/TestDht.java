package io.replicator.libp2p.interop;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.libp2p.host.Host;
import io.replicator.libp2p.kad.BootstrapResult;
import io.replicator.libp2p.kad.KadConfig;
import io.replicator.libp2p.kad.KadPeer;
import io.replicator.libp2p.kad.KademliaDht;
import io.replicator.libp2p.kad.Validator;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.PeerId;
import java.io.IOException;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Set;

/** A host of this stack that takes part in the DHT of the tests. */
record TestDht(TestHost node, KademliaDht dht) implements AutoCloseable {

    static final String PREFIX = "/test";

    static TestDht server() throws IOException {
        return start(KadConfig.server(PREFIX));
    }

    static TestDht start(KadConfig config) throws IOException {
        return start(config, TestHost.start());
    }

    /** Closes the host with it. */
    static TestDht start(KadConfig config, TestHost node) {
        KademliaDht dht = new KademliaDht(node.host(), config.withValidator("test", new Longest()));
        dht.start();
        return new TestDht(node, dht);
    }

    Host host() {
        return node.host();
    }

    PeerId id() {
        return host().peerId();
    }

    Multiaddr address() {
        return node.address();
    }

    void join(Multiaddr... addresses) {
        BootstrapResult result = dht.bootstrap(List.of(addresses));
        assertTrue(result.succeeded(), result.failures().toString());
    }

    boolean finds(PeerId peer, Multiaddr address) {
        return dht.findPeer(peer)
                .filter(found -> found.addresses().contains(address.withoutPeer()))
                .isPresent();
    }

    /** The routing table, once all that are near to a peer, and it too, have been asked. */
    Set<PeerId> table(PeerId near) {
        dht.closestPeers(near.encode());
        return dht.routingTable();
    }

    static boolean contains(List<KadPeer> peers, PeerId id) {
        return peers.stream().anyMatch(peer -> peer.id().equals(id));
    }

    @Override
    public void close() {
        dht.close();
        node.close();
    }

    /** The same rule as in the other stacks' peers. */
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
