package io.replicator.libp2p.host;

import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.PeerId;
import org.jspecify.annotations.Nullable;

/** What a {@link Transport} asks of, and tells, the host that it works for. Called on event loops; never blocks. */
public interface TransportHost {

    /** The place that one inbound connection takes up. */
    interface InboundPermit {

        /** The handshake has ended, well or not, so that the next one may begin. Repeating it does nothing. */
        void handshakeEnded();

        /** The connection is gone. Repeating it does nothing. */
        void release();
    }

    /** The key by which the host proves who it is. */
    PrivateKey privateKey();

    /** Asks whether a raw inbound connection may go on; null means that it must be closed at once. */
    @Nullable
    InboundPermit acceptInbound(Multiaddr local, Multiaddr remote);

    /** Asks whether a connection may be used whose peer is proven now. */
    boolean permitsSecured(PeerId peer, Multiaddr remote, boolean initiator);

    /** An inbound connection is ready. Closes it if its peer has too many by now. */
    void onInbound(Connection connection);

    /** Who serves this protocol; null if nobody does. */
    @Nullable
    ProtocolHandler handler(String protocol);

    /** Where the transport counts what it does. */
    HostCounters counters();
}
