package io.replicator.libp2p.host;

import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.PeerId;
import java.util.List;

/**
 * How a person wants single peers to be reached, whatever these or others say of their addresses. Asked before each dial;
 * must be quick. Thread-safe.
 */
@FunctionalInterface
public interface AddressOverrides {

    /** Every peer is dialled at the addresses that are known of it. */
    AddressOverrides NONE = peer -> List.of();

    /** The only addresses that this peer is dialled at; empty if any will do. */
    List<Multiaddr> of(PeerId peer);
}
