package io.replicator.node.app;

import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.node.config.Setting;
import io.replicator.node.discovery.PeerAddresses;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Judges multiaddresses that a person typed, and the files of peers and keys that a person named. */
final class Addresses {

    private Addresses() {}

    /** What is wrong with a value for this use; empty if nothing is. */
    static Optional<String> mistakeIn(Setting setting, String text) {
        return switch (setting) {
            case PEER_ADDRESS -> mistakeInOverrides(List.of(text), Optional.empty());
            case PEER_ADDRESSES -> mistakeInOverrides(List.of(), Optional.of(Path.of(text)));
            case SWARM_KEY -> mistakeInSwarmKey(Path.of(text));
            default -> mistakeInAddress(setting, text);
        };
    }

    private static Optional<String> mistakeInOverrides(List<String> entries, Optional<Path> file) {
        try {
            var _ = new PeerAddresses(entries, file);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static Optional<String> mistakeInSwarmKey(Path file) {
        try {
            var _ = SwarmKeyFile.read(file);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    private static Optional<String> mistakeInAddress(Setting setting, String text) {
        Multiaddr address;
        try {
            address = Multiaddr.parse(text);
        } catch (IllegalArgumentException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
        return switch (setting) {
            case BOOTSTRAP, PEER -> mistakeInContact(address);
            case LISTEN -> mistakeInListen(address);
            case ANNOUNCE -> mistakeInAnnounce(address);
            default -> Optional.empty();
        };
    }

    private static Optional<String> mistakeInContact(Multiaddr address) {
        return address.isPlainTcp()
                ? Optional.empty()
                : Optional.of("only addresses like /ip4/127.0.0.1/tcp/4001/p2p/<peer id> can be dialled");
    }

    private static Optional<String> mistakeInAnnounce(Multiaddr address) {
        return address.isPlainTcp() && address.peerId().isEmpty()
                ? Optional.empty()
                : Optional.of("others are told a host and a TCP port, as in /ip4/192.0.2.7/tcp/4001");
    }

    private static Optional<String> mistakeInListen(Multiaddr address) {
        boolean fine = address.isPlainTcp()
                && address.ip().isPresent()
                && address.peerId().isEmpty();
        return fine
                ? Optional.empty()
                : Optional.of("a node listens on an IP address and a TCP port, as in /ip4/127.0.0.1/tcp/4001");
    }
}
