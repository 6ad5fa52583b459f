package io.replicator.libp2p.discovery;

import io.replicator.libp2p.kad.KadPeer;
import io.replicator.libp2p.multiformats.PeerId;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/** One search after another, each compared with the one before. Confined to one thread. */
final class Search {

    private final Supplier<List<KadPeer>> search;
    private final Consumer<KadPeer> found;
    private final Duration longest;
    private Duration wait;
    private Set<PeerId> before = Set.of();

    Search(Supplier<List<KadPeer>> search, Consumer<KadPeer> found, Duration first, Duration longest) {
        this.search = search;
        this.found = found;
        this.wait = first.compareTo(longest) < 0 ? first : longest;
        this.longest = longest;
    }

    /** Searches once, and returns how long to wait until the next time. */
    Duration next() {
        List<KadPeer> peers = search.get();
        Set<PeerId> known = before;
        before = peers.stream().map(KadPeer::id).collect(Collectors.toUnmodifiableSet());
        peers.stream().filter(peer -> !known.contains(peer.id())).forEach(found);
        Duration current = wait;
        Duration doubled = wait.multipliedBy(2);
        wait = doubled.compareTo(longest) < 0 ? doubled : longest;
        return current;
    }
}
