package io.replicator.simulator.load;

import java.net.URI;

/**
 * A node that is loaded.
 *
 * @param url scheme, host and port
 * @param peer its libp2p peer id
 */
public record Target(URI url, String peer, String cluster) {

    /** What people call it: host and port. */
    public String name() {
        return url.getRawAuthority();
    }
}
