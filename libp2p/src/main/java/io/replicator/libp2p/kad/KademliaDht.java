package io.replicator.libp2p.kad;

import com.google.protobuf.ByteString;
import io.replicator.libp2p.host.Blocking;
import io.replicator.libp2p.host.Connection;
import io.replicator.libp2p.host.ConnectionListener;
import io.replicator.libp2p.host.Host;
import io.replicator.libp2p.host.PeerStore;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.Multihash;
import io.replicator.libp2p.multiformats.PeerId;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.BiPredicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One member, or as a client one user, of a Kademlia DHT. Calls that ask the network block for up to the lookup timeout of
 * the configuration: they belong on virtual threads. Thread-safe.
 */
public final class KademliaDht implements AutoCloseable {

    /** How soon connected peers that have begun to serve are noticed, and a peer that has lost everybody tries to rejoin. */
    private static final Duration REJOIN_INTERVAL = Duration.ofSeconds(30);

    private static final Logger log = LoggerFactory.getLogger(KademliaDht.class);

    private final Host host;
    private final KadConfig config;
    private final RoutingTable table;
    private final ProviderStore providers;
    private final RecordStore records;
    private final KadClient client;
    private final Refresher refresher;
    private final Set<Multiaddr> bootstrapAddresses = ConcurrentHashMap.newKeySet();

    /** Who answered at the bootstrap addresses that name nobody. */
    private final Map<Multiaddr, PeerId> answered = new ConcurrentHashMap<>();

    private final Set<Multihash> provided = ConcurrentHashMap.newKeySet();

    /** The values that this host put; beyond the limit, the one that it put first is put no more. */
    private final Map<ByteString, ByteString> ownValues = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<ByteString, ByteString> eldest) {
            return size() > RecordStore.MAX_RECORDS;
        }
    });

    private final ConnectionListener listener = new ConnectionListener() {
        @Override
        public void onIdentified(Connection connection) {
            takeIfServer(connection.remotePeer());
        }
    };
    private final CountDownLatch closed = new CountDownLatch(1);

    /** Begins nothing before {@link #start}; asking is possible at once. The host stays its owner's. */
    public KademliaDht(Host host, KadConfig config) {
        this.host = host;
        this.config = config;
        this.table = new RoutingTable(host.peerId(), config.bucketSize(), config.clock());
        this.providers = new ProviderStore(config.providerValidity(), config.clock());
        this.records = new RecordStore(config.validators(), config.recordValidity(), config.clock());
        this.client = new KadClient(host, config.protocol(), config.requestTimeout());
        this.refresher = new Refresher(this, table, config, host.peerId());
    }

    /** Begins to serve, as a server, to take identified peers into the routing table, and to keep it fresh. */
    public void start() {
        if (config.serves()) {
            host.addHandler(config.protocol(), new KadServer(host, config.bucketSize(), table, providers, records));
        }
        host.addConnectionListener(listener);
        takeConnectedServers();
        repeat(config.refreshInterval(), this::refresh);
        repeat(REJOIN_INTERVAL, this::rejoin);
        repeat(config.republishInterval(), this::republish);
    }

    /**
     * Connects to the members of a network that the operator knows, and through them finds more. The addresses are
     * remembered: they are tried again when the routing table has run empty, and with each refresh those that are not
     * connected, so that the halves of a network that was split find together.
     *
     * @param addresses with the id of the peer at the end, or without it for whoever answers there
     * @return which were reached, and why the others failed
     */
    public BootstrapResult bootstrap(Collection<Multiaddr> addresses) {
        bootstrapAddresses.addAll(addresses);
        Map<Multiaddr, PeerId> connected = new ConcurrentHashMap<>();
        Map<Multiaddr, Throwable> failures = new ConcurrentHashMap<>();
        Parallel.forEach(addresses, address -> {
            try {
                connected.put(address, contact(address));
            } catch (IOException | RuntimeException e) {
                failures.put(address, e);
            }
        });
        if (!connected.isEmpty()) {
            refresher.lookUpSelf();
        }
        return new BootstrapResult(connected, failures);
    }

    /** The addresses of a peer: known ones if it is connected, otherwise what the network says; empty if it knows nothing. */
    public Optional<KadPeer> findPeer(PeerId peer) {
        Optional<KadPeer> known = describe(peer);
        if (known.isPresent() && known.get().connected()) {
            return known;
        }
        KadMessage request = KadMessage.of(KadMessage.Type.FIND_NODE, ByteString.copyFrom(peer.encode()));
        Map<PeerId, KadPeer> found = new ConcurrentHashMap<>();
        lookUp(KadKey.of(peer), request, (asked, answer) -> {
            answer.closerPeers().stream()
                    .filter(other ->
                            other.id().equals(peer) && !other.addresses().isEmpty())
                    .forEach(other -> found.put(peer, other));
            return !found.isEmpty();
        });
        return Optional.ofNullable(found.get(peer)).or(() -> known);
    }

    /** The servers closest to a key that answered, closest first; at most k. */
    public List<PeerId> closestPeers(byte[] key) {
        ByteString bytes = ByteString.copyFrom(key);
        return lookUp(KadKey.of(bytes), KadMessage.of(KadMessage.Type.FIND_NODE, bytes), (peer, answer) -> false);
    }

    /**
     * Tells the servers closest to a hash that this host provides what it names, and goes on to tell them until {@link
     * #stopProviding}.
     *
     * @return how many servers took the record
     */
    public int provide(Multihash hash) {
        provided.add(hash);
        return announce(hash);
    }

    /** Announces the hash no more; records that others hold end after their validity. */
    public void stopProviding(Multihash hash) {
        synchronized (provided) {
            provided.remove(hash);
            providers.remove(ByteString.copyFrom(hash.encode()), host.peerId());
        }
    }

    /**
     * Finds who provides what a hash names; this host too, if it does.
     *
     * @param limit the search ends when so many are found
     */
    public List<KadPeer> findProviders(Multihash hash, int limit) {
        ByteString key = ByteString.copyFrom(hash.encode());
        Map<PeerId, KadPeer> found = new LinkedHashMap<>();
        for (PeerId provider : providers.providers(key)) {
            describe(provider).ifPresent(peer -> found.put(provider, peer));
        }
        if (found.size() < limit) {
            lookUp(KadKey.of(key), KadMessage.of(KadMessage.Type.GET_PROVIDERS, key), (asked, answer) -> {
                for (KadPeer provider : answer.providerPeers()) {
                    remember(provider);
                    found.merge(
                            provider.id(),
                            provider,
                            (old, now) -> old.addresses().isEmpty() ? now : old);
                }
                return found.size() >= limit;
            });
        }
        return found.values().stream().limit(limit).toList();
    }

    /**
     * Stores a value at the servers closest to its key, and here, and goes on to store it until {@link #stopPutting} or
     * a better one is known here: whoever holds it forgets it after its validity. At most 4096 values are stored again;
     * beyond, the first one is left to its end.
     *
     * @param key of the form {@code /<namespace>/<rest>}
     * @param value at most 10 KiB
     * @return how many other servers took it
     * @throws IllegalArgumentException if its namespace has no validator, or the validator refuses it, or a better
     *     value is known here
     */
    public int putValue(byte[] key, byte[] value) {
        ByteString keyBytes = ByteString.copyFrom(key);
        ByteString valueBytes = ByteString.copyFrom(value);
        if (!records.put(keyBytes, valueBytes)) {
            throw new IllegalArgumentException("a better value of this key is known");
        }
        ownValues.put(keyBytes, valueBytes);
        return putAt(closestPeers(key), keyBytes, valueBytes);
    }

    /** Stores the own value of this key no more; what others hold ends after its validity. */
    public void stopPutting(byte[] key) {
        ownValues.remove(ByteString.copyFrom(key));
    }

    /**
     * The best value that the servers closest to a key hold. Those that hold a worse one are told the best. Values of
     * more than 10 KiB are ignored.
     *
     * @throws IllegalArgumentException if the namespace of the key has no validator
     */
    public Optional<byte[]> getValue(byte[] key) {
        ByteString bytes = ByteString.copyFrom(key);
        records.checkNamespace(bytes);
        Map<PeerId, ByteString> values = new LinkedHashMap<>();
        records.get(bytes).ifPresent(record -> values.put(host.peerId(), record.value()));
        List<PeerId> closest =
                lookUp(KadKey.of(bytes), KadMessage.of(KadMessage.Type.GET_VALUE, bytes), (peer, answer) -> {
                    answer.record()
                            .filter(record -> isValid(bytes, record))
                            .ifPresent(record -> values.put(peer, record.value()));
                    return false;
                });
        if (values.isEmpty()) {
            return Optional.empty();
        }
        List<ByteString> candidates = values.values().stream().distinct().toList();
        ByteString best = candidates.get(records.best(bytes, candidates));
        List<PeerId> outdated =
                closest.stream().filter(peer -> !best.equals(values.get(peer))).toList();
        putAt(outdated, bytes, best);
        return Optional.of(best.toByteArray());
    }

    /** How many servers the routing table holds. */
    public int routingTableSize() {
        return table.size();
    }

    /** The servers that the routing table holds now. */
    public Set<PeerId> routingTable() {
        return table.peers();
    }

    /** Stops serving and asking. The host stays open. */
    @Override
    public void close() {
        closed.countDown();
        host.removeConnectionListener(listener);
        if (config.serves()) {
            host.removeHandler(config.protocol());
        }
        client.close();
    }

    /** One round of upkeep: drops what has expired, and renews the routing table. */
    void refresh() {
        providers.dropExpired();
        records.dropExpired();
        rejoin();
        bootstrap(bootstrapAddresses.stream().filter(this::isDisconnected).toList());
        refresher.refresh();
    }

    /** Says again what this host has said and still stands by, before others forget it. */
    void republish() {
        provided.forEach(this::announce);
        Map.copyOf(ownValues).forEach(this::putAgain);
    }

    private void putAgain(ByteString key, ByteString value) {
        if (isBestKnown(key, value)) {
            putAt(closestPeers(key.toByteArray()), key, value);
        } else {
            ownValues.remove(key, value);
        }
    }

    /** Keeps the value here for another time if it is. */
    private boolean isBestKnown(ByteString key, ByteString value) {
        try {
            return records.put(key, value);
        } catch (IllegalArgumentException e) {
            log.debug("a value of this host is valid no more", e);
            return false;
        }
    }

    /** A peer may have begun to serve after its first identify message. */
    private void takeConnectedServers() {
        host.connections().forEach(connection -> takeIfServer(connection.remotePeer()));
    }

    void rejoin() {
        takeConnectedServers();
        if (table.size() == 0) {
            bootstrap(List.copyOf(bootstrapAddresses));
        }
    }

    private boolean isDisconnected(Multiaddr address) {
        return address.peerId()
                .or(() -> Optional.ofNullable(answered.get(address)))
                .map(peer -> host.connections(peer).isEmpty())
                .orElse(true);
    }

    /** Asks the network about a point; the answers are told to the last argument, which may end the lookup. */
    List<PeerId> lookUp(KadKey target, KadMessage request, BiPredicate<PeerId, KadMessage> enough) {
        return new Lookup(target, config, peer -> ask(peer, request), enough)
                .run(table.nearest(target, config.bucketSize()));
    }

    /** Asks one peer. The routing table and the peer store learn from whether and what it answers. */
    KadMessage ask(PeerId peer, KadMessage request) throws IOException {
        return ask(peer, List.of(), request);
    }

    private KadMessage ask(PeerId peer, Collection<Multiaddr> addresses, KadMessage request) throws IOException {
        try {
            KadMessage answer = client.request(peer, addresses, request);
            table.add(peer);
            List<KadPeer> others = answer.closerPeers().stream()
                    .filter(other -> !other.id().equals(host.peerId()))
                    .limit(config.bucketSize() + 1L)
                    .toList();
            others.forEach(this::remember);
            return answer.withCloserPeers(others);
        } catch (IOException e) {
            table.remove(peer);
            throw e;
        }
    }

    RoutingTable table() {
        return table;
    }

    private PeerId contact(Multiaddr address) throws IOException {
        if (address.peerId().equals(Optional.of(host.peerId()))) {
            throw new IllegalArgumentException("the address is this peer's own");
        }
        PeerId peer = Blocking.await(host.connect(address)).remotePeer();
        if (address.peerId().isEmpty() && !peer.equals(answered.put(address, peer))) {
            log.info("{} answers at {}", peer, address);
        }
        // The connection may have ended before its peer has said where else it is.
        ask(
                peer,
                List.of(address),
                KadMessage.of(
                        KadMessage.Type.FIND_NODE,
                        ByteString.copyFrom(host.peerId().encode())));
        return peer;
    }

    private void takeIfServer(PeerId peer) {
        if (host.peerStore().protocols(peer).contains(config.protocol())) {
            table.add(peer);
        }
    }

    private int announce(Multihash hash) {
        ByteString key = ByteString.copyFrom(hash.encode());
        synchronized (provided) {
            if (!provided.contains(hash)) {
                return 0;
            }
            providers.add(key, host.peerId());
        }
        KadPeer self = new KadPeer(host.peerId(), host.announcedAddresses(), true).withAtMost(KadPeer.MAX_ADDRESSES);
        KadMessage message = KadMessage.of(KadMessage.Type.ADD_PROVIDER, key).withProviderPeers(List.of(self));
        return Parallel.countSuccesses(closestPeers(hash.encode()), peer -> client.send(peer, message));
    }

    private int putAt(List<PeerId> peers, ByteString key, ByteString value) {
        KadMessage message =
                KadMessage.of(KadMessage.Type.PUT_VALUE, key).withRecord(Optional.of(new KadRecord(key, value, "")));
        return Parallel.countSuccesses(peers, peer -> client.request(peer, message));
    }

    private boolean isValid(ByteString key, KadRecord record) {
        try {
            records.validate(key, record.value());
            return record.key().equals(key);
        } catch (IllegalArgumentException e) {
            log.debug("ignoring a value that its validator refuses", e);
            return false;
        }
    }

    /**
     * By what the peer or others have said of it. Where it was dialled is not told: that may be an override, which is good
     * for this host alone.
     */
    private Optional<KadPeer> describe(PeerId peer) {
        if (peer.equals(host.peerId())) {
            return Optional.of(new KadPeer(peer, host.announcedAddresses(), true));
        }
        List<Multiaddr> addresses = host.peerStore().addresses(peer);
        return addresses.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new KadPeer(peer, addresses, !host.connections(peer).isEmpty()));
    }

    /** What others say of a peer is good for a while. */
    private void remember(KadPeer peer) {
        if (!peer.addresses().isEmpty() && !peer.id().equals(host.peerId())) {
            host.peerStore().addAddresses(peer.id(), peer.addresses(), PeerStore.TEMPORARY);
        }
    }

    private void repeat(Duration interval, Runnable task) {
        Thread.startVirtualThread(() -> {
            try {
                while (!closed.await(interval.toMillis(), TimeUnit.MILLISECONDS)) {
                    runGuarded(task);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static void runGuarded(Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            log.warn("upkeep of the DHT failed; the next round tries again", e);
        }
    }
}
