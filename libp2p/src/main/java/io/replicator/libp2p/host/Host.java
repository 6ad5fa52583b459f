package io.replicator.libp2p.host;

import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.PeerId;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * A libp2p node: it has one identity, listens, dials, and carries protocols. Built by {@code Libp2p.builder()}, which
 * adds identify, identify push and ping. Thread-safe.
 */
public interface Host extends AutoCloseable {

    /** The id of this host, which follows from its key. */
    PeerId peerId();

    /** The key by which this host proves who it is. */
    PrivateKey privateKey();

    /** What this host really listens on, wildcard ports resolved; without the {@code /p2p} tail. */
    List<Multiaddr> listenAddresses();

    /** What it tells others: the announce addresses if any are set, otherwise the listen addresses with wildcard hosts expanded. */
    List<Multiaddr> announcedAddresses();

    /** Serves a protocol from now on; replaces an earlier handler; identify push tells connected peers. */
    void addHandler(String protocol, ProtocolHandler handler);

    /** Serves a protocol no more; streams that are open stay. Identify push tells connected peers. */
    void removeHandler(String protocol);

    /** The ids of the protocols that this host serves now, in alphabetical order: a copy. */
    Set<String> protocols();

    /** What is known of other peers: addresses with their time to live, protocols, keys. */
    PeerStore peerStore();

    /**
     * The live connection to this peer, or a new one dialled at the addresses in the {@link #peerStore()}. Concurrent
     * calls share one dial; a recently failed address is not tried again before its back-off has passed.
     *
     * @return fails with {@link DialException}, which names every address tried and why it failed
     */
    CompletableFuture<Connection> connect(PeerId peer);

    /** As {@link #connect(PeerId)}, at these addresses; an explicit address ignores the back-off. */
    CompletableFuture<Connection> connect(PeerId peer, Collection<Multiaddr> addresses);

    /**
     * Connects with the peer that the address names at its end, as {@link #connect(PeerId, Collection)}. If it names none,
     * with whoever answers there: only for networks in which nobody else can.
     */
    CompletableFuture<Connection> connect(Multiaddr address);

    /** Connects if need be, and opens a stream as {@link Connection#openStream}. */
    CompletableFuture<Stream> openStream(PeerId peer, List<String> protocols);

    /** The connections of both directions that are not known to be gone: a copy, in no order of peers. */
    Collection<Connection> connections();

    /** The connections with this peer, oldest first; empty if there is none. A copy. */
    Collection<Connection> connections(PeerId peer);

    /** Tells it of connections from now on, after the listeners that were added before. */
    void addConnectionListener(ConnectionListener listener);

    /** Tells it no more, once calls that are under way have returned; does nothing if it was never added. */
    void removeConnectionListener(ConnectionListener listener);

    /**
     * Keeps the connections with this peer when there are too many ({@link Watermarks}).
     *
     * @param reason names who wants it, so that others may want it too
     * @throws IllegalStateException if more than 16 reasons are named for one peer
     */
    void protect(PeerId peer, String reason);

    /** The peer is not needed for this reason any more; it stays protected while there is another one. */
    void unprotect(PeerId peer, String reason);

    /** The identify service says that the first answer on this connection is in the peer store; tells the listeners. */
    void onIdentified(Connection connection);

    /** What this host has done and holds now. */
    HostMetrics metrics();

    /** Stops listening, closes every connection, ends the event loops. Waits at most 5 s. */
    @Override
    void close();
}
