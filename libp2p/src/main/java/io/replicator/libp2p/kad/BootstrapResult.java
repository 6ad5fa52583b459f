package io.replicator.libp2p.kad;

import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.PeerId;
import java.util.Map;

/**
 * How the contacts to a network went.
 *
 * @param connected the peers that serve the DHT, by the address at which each was reached
 * @param failures why each of the other addresses did not help
 */
public record BootstrapResult(Map<Multiaddr, PeerId> connected, Map<Multiaddr, Throwable> failures) {

    public BootstrapResult {
        connected = Map.copyOf(connected);
        failures = Map.copyOf(failures);
    }

    /** Whether at least one peer was reached. */
    public boolean succeeded() {
        return !connected.isEmpty();
    }
}
