package io.replicator.node.app;

import io.replicator.libp2p.multiformats.Multiaddr;
import java.util.Optional;

/** Judges multiaddresses that a person typed. */
final class Addresses {

    private Addresses() {}

    /** What is wrong with an address; empty if nothing is. */
    static Optional<String> mistakeIn(String text) {
        try {
            Multiaddr.parse(text);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
