package io.replicator.libp2p.host;

import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.PeerId;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The host itself: ties connections, dials, limits and handlers to a transport. Carries no protocol of its own. */
public final class Swarm implements Host {

    private final PrivateKey privateKey;
    private final PeerId peerId;
    private final HostConfig config;
    private final ConnectionGater gater;
    private final AddressOverrides overrides;
    private final List<Multiaddr> announce;
    private final HostCounters counters = new HostCounters();
    private final PeerStore peerStore;
    private final ConnectionTable connections = new ConnectionTable();
    private final ConnectionTrimmer trimmer;
    private final InboundLimits inboundLimits;
    private final ConcurrentMap<String, ProtocolHandler> handlers = new ConcurrentHashMap<>();
    private final List<Multiaddr> listening = new CopyOnWriteArrayList<>();
    private final Transport transport;
    private final Dialer dialer;

    /**
     * @param overrides win over addresses that are known of a peer or named in a call
     * @param announce what to tell others instead of the listen addresses; empty for these
     * @param transportFactory makes the transport, which this host closes
     */
    public Swarm(
            PrivateKey privateKey,
            HostConfig config,
            ConnectionGater gater,
            AddressOverrides overrides,
            List<Multiaddr> announce,
            Function<TransportHost, Transport> transportFactory) {
        this.privateKey = privateKey;
        this.peerId = privateKey.peerId();
        this.config = config;
        this.gater = gater;
        this.overrides = overrides;
        this.announce = announce.stream().map(Multiaddr::withoutPeer).toList();
        this.peerStore = new PeerStore(
                config.maxStoredPeers(),
                InstantSource.system(),
                peer -> !connections.of(peer).isEmpty());
        this.inboundLimits = new InboundLimits(config);
        this.trimmer = new ConnectionTrimmer(
                config.watermarks(), InstantSource.system(), Swarm::later, counters.trimmedConnections);
        this.transport = transportFactory.apply(new View());
        DialBackoff backoff = new DialBackoff(InstantSource.system());
        this.dialer = new Dialer(config, gater, transport, backoff, counters, this::addOutbound);
    }

    /**
     * Listens on one more address, from which a {@code /p2p} tail is cut off.
     *
     * @return the address really bound; fails with {@link IOException}
     */
    public CompletableFuture<Multiaddr> listen(Multiaddr address) {
        Multiaddr plain = address.withoutPeer();
        if (!transport.handles(plain)) {
            return CompletableFuture.failedFuture(new IOException("no transport listens on " + address));
        }
        return transport.listen(plain).whenComplete((bound, failure) -> {
            if (failure == null) {
                listening.add(bound);
                connections.tell(ConnectionListener::onLocalChange);
            }
        });
    }

    @Override
    public PeerId peerId() {
        return peerId;
    }

    @Override
    public PrivateKey privateKey() {
        return privateKey;
    }

    @Override
    public List<Multiaddr> listenAddresses() {
        return List.copyOf(listening);
    }

    @Override
    public List<Multiaddr> announcedAddresses() {
        if (!announce.isEmpty()) {
            return announce;
        }
        return listening.stream()
                .flatMap(address -> InterfaceAddresses.expand(address).stream())
                .distinct()
                .toList();
    }

    @Override
    public void addHandler(String protocol, ProtocolHandler handler) {
        if (handlers.put(protocol, handler) == null) {
            connections.tell(ConnectionListener::onLocalChange);
        }
    }

    @Override
    public void removeHandler(String protocol) {
        if (handlers.remove(protocol) != null) {
            connections.tell(ConnectionListener::onLocalChange);
        }
    }

    @Override
    public Set<String> protocols() {
        return new TreeSet<>(handlers.keySet());
    }

    @Override
    public PeerStore peerStore() {
        return peerStore;
    }

    @Override
    public CompletableFuture<Connection> connect(PeerId peer) {
        return existing(peer).orElseGet(() -> dialer.dial(peer, allowed(peer, peerStore.addresses(peer))));
    }

    @Override
    public CompletableFuture<Connection> connect(PeerId peer, Collection<Multiaddr> addresses) {
        return existing(peer).orElseGet(() -> dialer.dialExplicitly(peer, allowed(peer, addresses)));
    }

    @Override
    public CompletableFuture<Connection> connect(Multiaddr address) {
        return address.peerId()
                .map(peer -> connect(peer, List.of(address)))
                .orElseGet(() ->
                        dialer.dialAnybody(address).thenCompose(connection -> keepOrReplace(connection, address)));
    }

    @Override
    public CompletableFuture<Stream> openStream(PeerId peer, List<String> protocols) {
        return connect(peer).thenCompose(connection -> connection.openStream(protocols));
    }

    @Override
    public Collection<Connection> connections() {
        return connections.all();
    }

    @Override
    public Collection<Connection> connections(PeerId peer) {
        return connections.of(peer);
    }

    @Override
    public void addConnectionListener(ConnectionListener listener) {
        connections.addListener(listener);
    }

    @Override
    public void removeConnectionListener(ConnectionListener listener) {
        connections.removeListener(listener);
    }

    @Override
    public void protect(PeerId peer, String reason) {
        trimmer.protect(peer, reason);
    }

    @Override
    public void unprotect(PeerId peer, String reason) {
        trimmer.unprotect(peer, reason);
    }

    @Override
    public void onIdentified(Connection connection) {
        connections.tell(listener -> listener.onIdentified(connection));
    }

    @Override
    public HostMetrics metrics() {
        return HostMetrics.of(counters, connections.all());
    }

    @Override
    public void close() {
        connections.all().forEach(connection -> {
            var _ = connection.close();
        });
        transport.close();
    }

    private Optional<CompletableFuture<Connection>> existing(PeerId peer) {
        if (peer.equals(peerId)) {
            return Optional.of(CompletableFuture.failedFuture(new IOException("a host does not dial itself")));
        }
        return connections.oldest(peer).map(CompletableFuture::completedFuture);
    }

    /** Every dial of a known peer goes through here, so that an override cannot be bypassed. */
    private Collection<Multiaddr> allowed(PeerId peer, Collection<Multiaddr> addresses) {
        List<Multiaddr> only = overrides.of(peer);
        return only.isEmpty() ? addresses : only;
    }

    /** Who answered shows only now: it may be connected already, not be wanted, or have to be reached in another way. */
    private CompletableFuture<Connection> keepOrReplace(Connection connection, Multiaddr address) {
        PeerId peer = connection.remotePeer();
        try {
            if (isWanted(peer, address)) {
                addOutbound(connection);
                return CompletableFuture.completedFuture(connection);
            }
        } catch (RuntimeException e) {
            var _ = connection.close();
            throw e;
        }
        var _ = connection.close();
        return connect(peer, List.of(address));
    }

    private boolean isWanted(PeerId peer, Multiaddr address) {
        return existing(peer).isEmpty()
                && gater.allowsDial(peer)
                && gater.allowsAddress(peer, address)
                && allowed(peer, List.of(address)).contains(address);
    }

    private void addOutbound(Connection connection) {
        counters.outboundConnections.increment();
        connections.add(connection);
        trimmer.opened(connection);
    }

    private static void later(Duration delay, Runnable task) {
        CompletableFuture.delayedExecutor(delay.toNanos(), TimeUnit.NANOSECONDS).execute(task);
    }

    /** What the transport sees of this host. */
    private final class View implements TransportHost {

        @Override
        public PrivateKey privateKey() {
            return privateKey;
        }

        @Override
        public @Nullable InboundPermit acceptInbound(Multiaddr local, Multiaddr remote) {
            InboundPermit permit = gater.allowsAccept(remote) ? inboundLimits.acquire(remote) : null;
            if (permit == null) {
                counters.refusedConnections.increment();
            }
            return permit;
        }

        @Override
        public boolean permitsSecured(PeerId peer, Multiaddr remote, boolean initiator) {
            boolean permitted = !peer.equals(peerId)
                    && (initiator || connections.of(peer).size() < config.maxConnectionsPerPeer())
                    && gater.allowsSecured(peer, remote, initiator);
            if (!permitted) {
                counters.refusedConnections.increment();
            }
            return permitted;
        }

        @Override
        public void onInbound(Connection connection) {
            // Others of the same peer may have become ready since this one was permitted.
            if (connections.addWithin(config.maxConnectionsPerPeer(), connection)) {
                counters.inboundConnections.increment();
                trimmer.opened(connection);
            } else {
                counters.refusedConnections.increment();
                var _ = connection.close();
            }
        }

        @Override
        public @Nullable ProtocolHandler handler(String protocol) {
            return handlers.get(protocol);
        }

        @Override
        public HostCounters counters() {
            return counters;
        }
    }
}
