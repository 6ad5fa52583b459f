package io.replicator.node.discovery;

import io.replicator.libp2p.host.Connection;
import io.replicator.libp2p.host.ConnectionListener;
import io.replicator.libp2p.host.Host;
import io.replicator.libp2p.host.PeerStore;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.PeerId;
import io.replicator.node.transport.SessionTransport;
import java.time.Duration;
import java.util.Collection;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps a session to every node that is known to speak the replication protocol: dials it, opens the session, and does so
 * again when it breaks, at intervals that grow. Each peer is looked after by a virtual thread of its own. Thread-safe.
 */
public final class Connector implements ConnectionListener, AutoCloseable {

    /** Nodes that are looked after at the same time; more are ignored. */
    static final int MAX_PEERS = 1024;

    static final Duration FIRST_RETRY = Duration.ofMillis(100);
    static final Duration MAX_RETRY = Duration.ofSeconds(5);
    /** A session that ends sooner was refused, by either side, and counts as an attempt that failed. */
    static final Duration LASTING = Duration.ofSeconds(5);
    /** A peer that is no voter and was not reached for so long is forgotten, until somebody finds it again. */
    static final Duration FORGET = Duration.ofMinutes(10);

    private static final Duration ATTEMPT = Duration.ofSeconds(15);
    private static final Logger LOG = LoggerFactory.getLogger(Connector.class);

    private final Host host;
    private final SessionTransport transport;
    private final AddressBook book;
    private final Predicate<PeerId> isVoter;
    private final Duration forget;
    private final Map<PeerId, Keeper> keepers = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * @param isVoter whether a peer votes in the network that this node belongs to; asked from any thread. Who does is
     *     never forgotten: after a split, however long, it may be the only one who knows the way
     */
    public Connector(Host host, SessionTransport transport, AddressBook book, Predicate<PeerId> isVoter) {
        this(host, transport, book, isVoter, FORGET);
    }

    Connector(Host host, SessionTransport transport, AddressBook book, Predicate<PeerId> isVoter, Duration forget) {
        this.host = host;
        this.transport = transport;
        this.book = book;
        this.isVoter = isVoter;
        this.forget = forget;
    }

    /** Begins: also with everybody who is remembered. */
    public void start() {
        host.addConnectionListener(this);
        book.all().forEach((peer, addresses) -> found(peer, addresses));
    }

    /** Looks after all voters that are remembered, at the addresses where they were last seen. */
    void seekVoters() {
        book.all().forEach((peer, addresses) -> {
            if (isVoter.test(peer)) {
                found(peer, addresses);
            }
        });
    }

    /** Somebody may speak the replication protocol at these addresses. */
    public void found(PeerId peer, Collection<Multiaddr> addresses) {
        if (peer.equals(host.peerId()) || closed) {
            return;
        }
        host.peerStore().addAddresses(peer, addresses, PeerStore.TEMPORARY);
        if (keepers.size() < MAX_PEERS) {
            keepers.computeIfAbsent(peer, _ -> {
                Keeper keeper = new Keeper(peer, addresses);
                keeper.thread.start();
                return keeper;
            });
        }
    }

    /** Whoever is connected and says that it speaks the protocol gets a session, however it came here. */
    @Override
    public void onIdentified(Connection connection) {
        PeerId peer = connection.remotePeer();
        if (host.peerStore().protocols(peer).contains(transport.protocol())) {
            Thread.startVirtualThread(() -> {
                Collection<Multiaddr> addresses = host.peerStore().addresses(peer);
                found(peer, addresses);
                book.remember(peer, host.peerStore().addresses(peer));
            });
        }
    }

    /** How many peers are looked after. */
    public int size() {
        return keepers.size();
    }

    @Override
    public void close() {
        closed = true;
        keepers.values().forEach(keeper -> keeper.thread.interrupt());
    }

    /** Looks after one peer. */
    private final class Keeper implements Runnable {

        private final PeerId peer;
        private final Collection<Multiaddr> firstAddresses;
        private final Thread thread;
        private Duration retry = FIRST_RETRY;

        Keeper(PeerId peer, Collection<Multiaddr> firstAddresses) {
            this.peer = peer;
            this.firstAddresses = firstAddresses;
            this.thread = Thread.ofVirtual().name("session with " + peer).unstarted(this);
        }

        @Override
        public void run() {
            long lastReached = System.nanoTime();
            try {
                while (!closed && (System.nanoTime() - lastReached < forget.toNanos() || isVoter.test(peer))) {
                    if (openAndHold()) {
                        lastReached = System.nanoTime();
                        retry = FIRST_RETRY;
                    }
                    long jittered = ThreadLocalRandom.current().nextLong(retry.toMillis() / 2, retry.toMillis());
                    Thread.sleep(jittered);
                    retry = retry.multipliedBy(2).compareTo(MAX_RETRY) > 0 ? MAX_RETRY : retry.multipliedBy(2);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            } finally {
                keepers.remove(peer, this);
            }
        }

        /** Opens a session, and waits until it is over; false if there was none that lasted. */
        private boolean openAndHold() throws InterruptedException {
            try {
                connect();
                SessionTransport.Opened session = transport.open(peer).get(ATTEMPT.toMillis(), TimeUnit.MILLISECONDS);
                long opened = System.nanoTime();
                session.awaitEnd();
                return System.nanoTime() - opened >= LASTING.toNanos();
            } catch (ExecutionException | TimeoutException e) {
                LOG.debug("no session with {}: {}", peer, e.getMessage());
                return false;
            }
        }

        private void connect() throws InterruptedException, ExecutionException, TimeoutException {
            if (host.connections(peer).isEmpty()) {
                Collection<Multiaddr> known = host.peerStore().addresses(peer);
                host.connect(peer, known.isEmpty() ? firstAddresses : known)
                        .get(ATTEMPT.toMillis(), TimeUnit.MILLISECONDS);
            }
        }
    }
}
