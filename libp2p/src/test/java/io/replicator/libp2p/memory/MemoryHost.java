package io.replicator.libp2p.memory;

import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.libp2p.host.Connection;
import io.replicator.libp2p.host.ConnectionListener;
import io.replicator.libp2p.host.DialException;
import io.replicator.libp2p.host.Host;
import io.replicator.libp2p.host.HostMetrics;
import io.replicator.libp2p.host.PeerStore;
import io.replicator.libp2p.host.ProtocolHandler;
import io.replicator.libp2p.host.Stream;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.PeerId;
import java.io.IOException;
import java.time.InstantSource;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;

final class MemoryHost implements Host {

    private final MemoryNetwork network;
    private final PrivateKey key;
    private final Multiaddr address;
    private final PeerStore peerStore = new PeerStore(
            1000, InstantSource.system(), peer -> !connections(peer).isEmpty());
    private final Map<String, ProtocolHandler> handlers = new ConcurrentHashMap<>();
    private final List<Connection> connections = new CopyOnWriteArrayList<>();
    private final List<ConnectionListener> listeners = new CopyOnWriteArrayList<>();

    MemoryHost(MemoryNetwork network, PrivateKey key, Multiaddr address) {
        this.network = network;
        this.key = key;
        this.address = address;
    }

    @Override
    public PeerId peerId() {
        return key.peerId();
    }

    @Override
    public PrivateKey privateKey() {
        return key;
    }

    @Override
    public List<Multiaddr> listenAddresses() {
        return List.of(address);
    }

    @Override
    public List<Multiaddr> announcedAddresses() {
        return List.of(address);
    }

    @Override
    public void addHandler(String protocol, ProtocolHandler handler) {
        handlers.put(protocol, handler);
        listeners.forEach(ConnectionListener::onLocalChange);
    }

    @Override
    public void removeHandler(String protocol) {
        handlers.remove(protocol);
        listeners.forEach(ConnectionListener::onLocalChange);
    }

    @Nullable
    ProtocolHandler handler(String protocol) {
        return handlers.get(protocol);
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
        return connect(peer, peerStore.addresses(peer));
    }

    @Override
    public CompletableFuture<Connection> connect(PeerId peer, Collection<Multiaddr> addresses) {
        Collection<Connection> live = connections(peer);
        if (!live.isEmpty()) {
            return CompletableFuture.completedFuture(live.iterator().next());
        }
        Map<Multiaddr, Throwable> failures = new LinkedHashMap<>();
        for (Multiaddr candidate : addresses) {
            MemoryHost remote = network.at(candidate);
            if (remote == null) {
                failures.put(candidate, new IOException("nobody listens"));
            } else if (!remote.peerId().equals(peer)) {
                failures.put(candidate, new IOException("the peer there is " + remote.peerId()));
            } else {
                return CompletableFuture.completedFuture(MemoryConnection.connect(this, remote));
            }
        }
        return CompletableFuture.failedFuture(new DialException(peer, failures));
    }

    @Override
    public CompletableFuture<Connection> connect(Multiaddr address) {
        Multiaddr plain = address.withoutPeer();
        MemoryHost there = network.at(plain);
        if (address.peerId().isPresent()) {
            return connect(address.peerId().get(), List.of(plain));
        }
        return there == null
                ? CompletableFuture.failedFuture(new IOException("nobody listens"))
                : connect(there.peerId(), List.of(plain));
    }

    @Override
    public CompletableFuture<Stream> openStream(PeerId peer, List<String> protocols) {
        return connect(peer).thenCompose(connection -> connection.openStream(protocols));
    }

    @Override
    public Collection<Connection> connections() {
        return List.copyOf(connections);
    }

    @Override
    public Collection<Connection> connections(PeerId peer) {
        return connections().stream()
                .filter(connection -> connection.remotePeer().equals(peer))
                .toList();
    }

    @Override
    public void addConnectionListener(ConnectionListener listener) {
        listeners.add(listener);
    }

    @Override
    public void removeConnectionListener(ConnectionListener listener) {
        listeners.remove(listener);
    }

    void connected(Connection connection) {
        connections.add(connection);
        listeners.forEach(listener -> listener.onConnected(connection));
    }

    /** Here are no limits. */
    @Override
    public void protect(PeerId peer, String reason) {}

    @Override
    public void unprotect(PeerId peer, String reason) {}

    @Override
    public HostMetrics metrics() {
        throw new UnsupportedOperationException("a network in memory counts nothing");
    }

    @Override
    public void onIdentified(Connection connection) {
        listeners.forEach(listener -> listener.onIdentified(connection));
    }

    void disconnected(Connection connection) {
        if (connections.remove(connection)) {
            listeners.forEach(listener -> listener.onDisconnected(connection));
        }
    }

    Multiaddr address() {
        return address;
    }

    @Override
    public void close() {
        network.remove(address);
        for (Connection connection : connections) {
            var _ = connection.close();
        }
    }
}
