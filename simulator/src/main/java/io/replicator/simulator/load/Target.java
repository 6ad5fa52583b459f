package io.replicator.simulator.load;

import java.net.URI;

/**
 * A node that is loaded.
 *
 * @param url scheme, host and port
 * @param peer its libp2p peer id
 * @param name what people call it
 */
public record Target(URI url, String peer, String cluster, String name) {

    /** One that is called by its host and port. */
    public Target(URI url, String peer, String cluster) {
        this(url, peer, cluster, url.getRawAuthority());
    }
}
