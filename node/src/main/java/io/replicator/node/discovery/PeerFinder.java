package io.replicator.node.discovery;

import io.replicator.engine.model.NetworkId;
import io.replicator.libp2p.discovery.RendezvousDiscovery;
import io.replicator.libp2p.kad.BootstrapResult;
import io.replicator.libp2p.kad.KademliaDht;
import io.replicator.libp2p.multiformats.Multiaddr;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for the other nodes in the DHT, under the rendezvous string, and hands them to the {@link Connector}. Nodes that
 * belong to no network yet advertise under the bare rendezvous, members under it and under that of their network
 * (protocol section 8). Often while something is missing, rarely once all is calm.
 */
public final class PeerFinder implements AutoCloseable {

    static final Duration EAGER = Duration.ofMillis(200);
    static final Duration CALM = Duration.ofSeconds(30);
    static final int MAX_FOUND = 1024;
    private static final Duration BOOTSTRAP_PAUSE = Duration.ofMillis(500);
    private static final Logger LOG = LoggerFactory.getLogger(PeerFinder.class);

    private final KademliaDht dht;
    private final RendezvousDiscovery discovery;
    private final Connector connector;
    private final String rendezvous;
    private final Supplier<Optional<NetworkId>> network;
    private final BooleanSupplier complete;
    private final Collection<Multiaddr> contacts;
    private final Map<String, Boolean> advertised = new ConcurrentHashMap<>();
    private @Nullable Thread thread;
    private volatile boolean closed;

    /**
     * @param contacts the bootstrap peers and other peers that were named
     * @param network the network that this node belongs to
     * @param complete whether this node is ready and connected to everybody it knows of
     */
    public PeerFinder(
            KademliaDht dht,
            RendezvousDiscovery discovery,
            Connector connector,
            String rendezvous,
            Collection<Multiaddr> contacts,
            Supplier<Optional<NetworkId>> network,
            BooleanSupplier complete) {
        this.dht = dht;
        this.discovery = discovery;
        this.connector = connector;
        this.rendezvous = rendezvous;
        this.contacts = contacts;
        this.network = network;
        this.complete = complete;
    }

    /**
     * Contacts the named peers until one has answered, or another round would take longer than the patience lasts; says
     * which answered, and why the others did not. Blocks.
     */
    public BootstrapResult bootstrap(Duration patience) throws InterruptedException {
        long begun = System.nanoTime();
        while (true) {
            long roundBegun = System.nanoTime();
            BootstrapResult result = dht.bootstrap(contacts);
            long now = System.nanoTime();
            long nextRoundEnds = now + (now - roundBegun) + BOOTSTRAP_PAUSE.toNanos();
            if (result.succeeded() || nextRoundEnds - begun > patience.toNanos()) {
                return result;
            }
            Thread.sleep(BOOTSTRAP_PAUSE);
        }
    }

    /** Begins to look. */
    public void start() {
        thread = Thread.ofVirtual().name("peer finder").start(this::run);
    }

    @Override
    public void close() {
        closed = true;
        if (thread != null) {
            thread.interrupt();
        }
    }

    private void run() {
        Duration pause = EAGER;
        while (!closed) {
            boolean calm = complete.getAsBoolean();
            try {
                look(calm);
            } catch (RuntimeException e) {
                LOG.debug("the search for peers failed for now", e);
            }
            pause = calm ? CALM : longer(pause);
            try {
                Thread.sleep(pause);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private static Duration longer(Duration pause) {
        Duration longer = pause.multipliedBy(3).dividedBy(2);
        return longer.compareTo(CALM) > 0 ? CALM : longer;
    }

    private void look(boolean calm) {
        if (!calm) {
            connector.seekVoters();
        }
        if (dht.routingTableSize() == 0 && !contacts.isEmpty()) {
            dht.bootstrap(contacts);
        }
        advertise(rendezvous);
        network.get().ifPresent(id -> advertise(rendezvous + "/" + id));
        String sought = network.get().map(id -> rendezvous + "/" + id).orElse(rendezvous);
        discovery.findPeers(sought, MAX_FOUND).forEach(peer -> connector.found(peer.id(), peer.addresses()));
    }

    /** Once; from then on the discovery renews it by itself. */
    private void advertise(String namespace) {
        if (dht.routingTableSize() > 0 && advertised.putIfAbsent(namespace, true) == null) {
            discovery.advertise(namespace);
        }
    }
}
