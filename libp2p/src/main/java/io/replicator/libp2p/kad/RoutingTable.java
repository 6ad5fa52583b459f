package io.replicator.libp2p.kad;

import io.replicator.libp2p.multiformats.PeerId;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * The DHT servers that this peer knows, in buckets by how many leading bits they share with it. A bucket that is full
 * keeps its members, since peers that have been up for long tend to stay so; newcomers wait to replace one that fails.
 * Thread-safe.
 */
final class RoutingTable {

    private record Member(PeerId peer, KadKey key, Instant lastSeen) {}

    private static final class Bucket {
        private final List<Member> members = new ArrayList<>();
        private final Deque<Member> waiting = new ArrayDeque<>();
    }

    private final KadKey self;
    private final int bucketSize;
    private final InstantSource clock;
    private final Map<Integer, Bucket> buckets = new TreeMap<>();

    RoutingTable(PeerId self, int bucketSize, InstantSource clock) {
        this.self = KadKey.of(self);
        this.bucketSize = bucketSize;
        this.clock = clock;
    }

    /** Notes that a DHT server is alive; adds it if its bucket has room, and otherwise lets it wait for some. */
    synchronized void add(PeerId peer) {
        Member member = new Member(peer, KadKey.of(peer), clock.instant());
        int prefix = self.commonPrefixLength(member.key);
        if (prefix == KadKey.BITS) {
            return;
        }
        Bucket bucket = buckets.computeIfAbsent(prefix, absent -> new Bucket());
        bucket.waiting.removeIf(other -> other.peer.equals(peer));
        boolean known = bucket.members.removeIf(other -> other.peer.equals(peer));
        if (known || bucket.members.size() < bucketSize) {
            bucket.members.add(member);
            return;
        }
        bucket.waiting.addLast(member);
        if (bucket.waiting.size() > bucketSize) {
            bucket.waiting.removeFirst();
        }
    }

    /** Removes a peer that failed; the one that was seen last of those that wait takes its place. */
    synchronized void remove(PeerId peer) {
        Bucket bucket = buckets.get(self.commonPrefixLength(KadKey.of(peer)));
        if (bucket == null) {
            return;
        }
        bucket.waiting.removeIf(other -> other.peer.equals(peer));
        if (bucket.members.removeIf(other -> other.peer.equals(peer)) && !bucket.waiting.isEmpty()) {
            bucket.members.add(bucket.waiting.removeLast());
        }
    }

    /** The closest to a point, closest first. */
    synchronized List<PeerId> nearest(KadKey target, int count) {
        return buckets.values().stream()
                .flatMap(bucket -> bucket.members.stream())
                .sorted((a, b) -> target.compareDistance(a.key, b.key))
                .limit(count)
                .map(Member::peer)
                .toList();
    }

    /** Those of which nothing was heard since. */
    synchronized List<PeerId> notSeenSince(Instant time) {
        return buckets.values().stream()
                .flatMap(bucket -> bucket.members.stream())
                .filter(member -> member.lastSeen.isBefore(time))
                .map(Member::peer)
                .toList();
    }

    /** The longest prefix that any member shares with this peer; -1 if there is none. */
    synchronized int longestPrefix() {
        return buckets.entrySet().stream()
                .filter(bucket -> !bucket.getValue().members.isEmpty())
                .mapToInt(Map.Entry::getKey)
                .max()
                .orElse(-1);
    }

    synchronized boolean contains(PeerId peer) {
        Bucket bucket = buckets.get(self.commonPrefixLength(KadKey.of(peer)));
        return bucket != null && bucket.members.stream().anyMatch(member -> member.peer.equals(peer));
    }

    synchronized Set<PeerId> peers() {
        return buckets.values().stream()
                .flatMap(bucket -> bucket.members.stream())
                .map(Member::peer)
                .collect(Collectors.toUnmodifiableSet());
    }

    synchronized int size() {
        return buckets.values().stream()
                .mapToInt(bucket -> bucket.members.size())
                .sum();
    }
}
