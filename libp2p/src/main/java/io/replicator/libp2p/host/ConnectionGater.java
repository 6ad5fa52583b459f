package io.replicator.libp2p.host;

import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.PeerId;

/** Decides who may connect, at the points where go-libp2p asks. False refuses. Called on event loops: must not block. */
public interface ConnectionGater {

    /** Lets everybody in. */
    ConnectionGater ALLOW_ALL = new ConnectionGater() {};

    /** A dial of this peer, before any of its addresses is looked at. */
    default boolean allowsDial(PeerId peer) {
        return true;
    }

    /** A dial of this peer at this address; another address of the peer may still be dialled. */
    default boolean allowsAddress(PeerId peer, Multiaddr address) {
        return true;
    }

    /** An inbound connection, before anything is known but its address. */
    default boolean allowsAccept(Multiaddr remote) {
        return true;
    }

    /** A connection of either direction, once its peer is proven. */
    default boolean allowsSecured(PeerId peer, Multiaddr remote, boolean initiator) {
        return true;
    }
}
