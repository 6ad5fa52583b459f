package io.replicator.libp2p.host;

import io.replicator.libp2p.multiformats.PeerId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The live connections by peer, oldest first, and who is told of them. Thread-safe. */
final class ConnectionTable {

    private static final Logger log = LoggerFactory.getLogger(ConnectionTable.class);

    private final ConcurrentMap<PeerId, List<Connection>> byPeer = new ConcurrentHashMap<>();
    private final List<ConnectionListener> listeners = new CopyOnWriteArrayList<>();

    void addListener(ConnectionListener listener) {
        listeners.add(listener);
    }

    void removeListener(ConnectionListener listener) {
        listeners.remove(listener);
    }

    /** Adds a connection and sees to it that it is removed when it is gone. */
    void add(Connection connection) {
        var _ = addWithin(Integer.MAX_VALUE, connection);
    }

    /** As {@link #add}, unless there are so many with its peer already. */
    boolean addWithin(int limit, Connection connection) {
        PeerId peer = connection.remotePeer();
        List<Connection> all = byPeer.compute(peer, (_, before) -> append(before, connection, limit));
        if (!all.contains(connection)) {
            return false;
        }
        tell(listener -> listener.onConnected(connection));
        var _ = connection.closed().whenComplete((nothing, cause) -> remove(connection));
        return true;
    }

    /** The oldest open connection with this peer. Both sides prefer it, so that mutual dials converge on one. */
    Optional<Connection> oldest(PeerId peer) {
        return of(peer).stream().filter(Connection::isOpen).findFirst();
    }

    List<Connection> of(PeerId peer) {
        return byPeer.getOrDefault(peer, List.of());
    }

    Collection<Connection> all() {
        return byPeer.values().stream().flatMap(List::stream).toList();
    }

    /** Tells all listeners; one that throws does not keep the others from hearing. */
    void tell(Consumer<ConnectionListener> notification) {
        for (ConnectionListener listener : listeners) {
            try {
                notification.accept(listener);
            } catch (RuntimeException e) {
                log.warn("a connection listener failed", e);
            }
        }
    }

    private void remove(Connection connection) {
        byPeer.computeIfPresent(connection.remotePeer(), (peer, connections) -> without(connections, connection));
        tell(listener -> listener.onDisconnected(connection));
    }

    private static List<Connection> append(@Nullable List<Connection> before, Connection added, int limit) {
        List<Connection> all = new ArrayList<>(before == null ? List.of() : before);
        if (all.size() < limit) {
            all.add(added);
        }
        return List.copyOf(all);
    }

    private static @Nullable List<Connection> without(List<Connection> connections, Connection gone) {
        List<Connection> rest = connections.stream()
                .filter(connection -> !connection.equals(gone))
                .toList();
        return rest.isEmpty() ? null : rest;
    }
}
