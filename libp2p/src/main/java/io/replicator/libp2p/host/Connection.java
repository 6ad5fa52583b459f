package io.replicator.libp2p.host;

import io.replicator.libp2p.crypto.PublicKey;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.PeerId;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** One secured and multiplexed connection to a peer whose identity has been proven. Thread-safe. */
public interface Connection {

    /** Who is at the other end, proven by the handshake. */
    PeerId remotePeer();

    /** The key by which the remote has proven its identity. */
    PublicKey remoteKey();

    /** The address this connection was dialled at, or the remote end of an accepted one; without the {@code /p2p} tail. */
    Multiaddr remoteAddress();

    /** The own end of this connection. */
    Multiaddr localAddress();

    /** Whether this side dialled. */
    boolean isInitiator();

    /** Whether the security handshake agreed on the multiplexer too, which saves a round trip. */
    boolean usedEarlyMuxerNegotiation();

    /**
     * Opens a stream and negotiates the first of the protocols that the remote speaks, within the host's negotiation
     * timeout.
     *
     * @param protocols ids by preference
     * @return fails with {@link UnsupportedProtocolException} if the remote speaks none, with {@link
     *     java.io.IOException} if the connection ends or a limit on streams is reached
     */
    CompletableFuture<Stream> openStream(List<String> protocols);

    /** The streams of either side whose protocol is agreed on and that have not ended: a copy. */
    Collection<Stream> streams();

    /** The smoothed round-trip time of keep-alive pings; zero before the first answer. */
    Duration roundTrip();

    /** Whether streams may still be opened; the remote may be gone without this side knowing it yet. */
    boolean isOpen();

    /** Closes the connection and resets all of its streams. */
    CompletableFuture<Void> close();

    /** Completes when the connection is gone, whatever the reason. */
    CompletableFuture<Void> closed();
}
