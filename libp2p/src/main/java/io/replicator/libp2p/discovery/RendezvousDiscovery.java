package io.replicator.libp2p.discovery;

import io.replicator.libp2p.host.Host;
import io.replicator.libp2p.kad.KadPeer;
import io.replicator.libp2p.kad.KademliaDht;
import io.replicator.libp2p.multiformats.Multihash;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;

/**
 * Finds the peers that gather under a name, by provider records of a DHT: whoever provides the SHA-256 of the name is one
 * of them. Interoperates with {@code p2p/discovery/routing} of go-libp2p. Thread-safe.
 */
public final class RendezvousDiscovery {

    /** How long go-libp2p takes an advertisement to be good. */
    public static final Duration ADVERTISEMENT_TTL = Duration.ofHours(3);

    /** When an advertisement is renewed: with an eighth of its time left. */
    static final Duration RENEWAL = ADVERTISEMENT_TTL.multipliedBy(7).dividedBy(8);

    /** When an advertisement that no other peer took is tried again. */
    static final Duration RETRY = Duration.ofSeconds(10);

    /** Peers that one search looks for unless told otherwise, as in go-libp2p. */
    public static final int DEFAULT_LIMIT = 100;

    /** The first wait between two searches of {@link #discover}; it doubles up to the given interval. */
    static final Duration FIRST_INTERVAL = Duration.ofSeconds(1);

    private final Host host;
    private final KademliaDht dht;

    /** Finds by the DHT, which the caller starts and closes, the peers of this host. */
    public RendezvousDiscovery(Host host, KademliaDht dht) {
        this.host = host;
        this.dht = dht;
    }

    /** The multihash that stands for a name in the DHT. */
    public static Multihash key(String namespace) {
        return Multihash.sha256(namespace.getBytes(StandardCharsets.UTF_8));
    }

    /** Says that this host is one of those who gather under the name, again and again until the result is closed. */
    public Repetition advertise(String namespace) {
        Multihash key = key(namespace);
        return Repetition.start(() -> dht.provide(key) > 0 ? RENEWAL : RETRY, () -> dht.stopProviding(key));
    }

    /**
     * Finds others who gather under the name. Blocks up to the lookup timeout of the DHT.
     *
     * @param limit the search ends when so many are found
     * @return peers with at least one address, without this host
     */
    public List<KadPeer> findPeers(String namespace, int limit) {
        // One more, as this host may be among them.
        return dht.findProviders(key(namespace), limit + 1).stream()
                .filter(peer -> !peer.id().equals(host.peerId()))
                .filter(peer -> !peer.addresses().isEmpty())
                .limit(limit)
                .toList();
    }

    /**
     * Searches again and again, soon at first, until the result is closed.
     *
     * @param interval the longest wait between two searches
     * @param found told of each peer that the search before did not find; on a virtual thread
     */
    public Repetition discover(String namespace, Duration interval, Consumer<KadPeer> found) {
        Search search = new Search(() -> findPeers(namespace, DEFAULT_LIMIT), found, FIRST_INTERVAL, interval);
        return Repetition.start(search::next, () -> {});
    }
}
