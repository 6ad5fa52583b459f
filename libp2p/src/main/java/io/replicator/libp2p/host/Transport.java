package io.replicator.libp2p.host;

import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.PeerId;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Makes connections over one kind of network: raw, then secured, then multiplexed. Every connection that it hands out is
 * ready for streams and its peer is proven; it asks its {@link TransportHost} before each step. Thread-safe; futures
 * complete on event loops.
 */
public interface Transport extends AutoCloseable {

    /** Whether this transport can dial, and listen on, addresses of this kind. */
    boolean handles(Multiaddr address);

    /**
     * Listens from now on.
     *
     * @return the address that was bound, with its real port; fails with {@link java.io.IOException}
     */
    CompletableFuture<Multiaddr> listen(Multiaddr address);

    /**
     * Makes a new connection. Cancelling the future ends the attempt.
     *
     * @param peer the only one that may answer; null for anybody
     * @return fails with {@link java.io.IOException} if the address cannot be reached, the handshake fails or takes too
     *     long, or another peer than this one answers
     */
    CompletableFuture<Connection> dial(@Nullable PeerId peer, Multiaddr address);

    /** Stops listening and ends all connections and threads; waits a few seconds at most. */
    @Override
    void close();
}
