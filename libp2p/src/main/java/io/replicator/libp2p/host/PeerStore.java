package io.replicator.libp2p.host;

import io.replicator.libp2p.crypto.PublicKey;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.PeerId;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/**
 * What is known of other peers. Bounded: beyond the limit, the peer is forgotten that was updated least recently, is
 * not connected, and has no permanent address. Thread-safe.
 */
public final class PeerStore {

    /** The time to live of addresses that a person configured; their peer is never forgotten. */
    public static final Duration PERMANENT = Duration.ofDays(36_500);

    /** The time to live of the addresses of a peer that is connected now, until the next update. */
    public static final Duration CONNECTED = Duration.ofHours(1);

    /** The time to live of addresses heard from others, such as the DHT. */
    public static final Duration TEMPORARY = Duration.ofMinutes(10);

    /** Addresses remembered for one peer; beyond, the one that ends first gives way to one that ends later. */
    public static final int MAX_ADDRESSES = 64;

    /** Protocols remembered for one peer; more are ignored. */
    public static final int MAX_PROTOCOLS = 256;

    private static final class Entry {
        /** When each address ends, in milliseconds of the clock; in the order in which they were heard. */
        private final Map<Multiaddr, Long> addresses = new LinkedHashMap<>();

        private boolean permanent;
        private Set<String> protocols = Set.of();
        private Optional<PublicKey> key = Optional.empty();
        private Optional<String> agent = Optional.empty();
        private Optional<byte[]> signedRecord = Optional.empty();
        private long recordSequence;
    }

    private final int maxPeers;
    private final InstantSource clock;
    private final Predicate<PeerId> isConnected;

    /** In the order of the last update. */
    private final Map<PeerId, Entry> peers = new LinkedHashMap<>();

    /**
     * @param maxPeers peers remembered, besides those that are connected or have a permanent address
     * @param isConnected whether there is a connection with a peer; must not block
     */
    public PeerStore(int maxPeers, InstantSource clock, Predicate<PeerId> isConnected) {
        this.maxPeers = maxPeers;
        this.clock = clock;
        this.isConnected = isConnected;
    }

    /** Adds addresses, or prolongs those that are known; a {@code /p2p} tail is cut off, and an address of nothing else ignored. */
    public synchronized void addAddresses(PeerId peer, Collection<Multiaddr> addresses, Duration timeToLive) {
        Entry entry = update(peer);
        long end = clock.millis() + timeToLive.toMillis();
        dropExpired(entry);
        for (Multiaddr address : addresses) {
            if (address.peerId().isPresent() && address.components().size() == 1) {
                continue;
            }
            Multiaddr plain = address.withoutPeer();
            if (entry.addresses.containsKey(plain) || hasRoom(entry, end)) {
                entry.addresses.merge(plain, end, Math::max);
            }
        }
        entry.permanent |= timeToLive.compareTo(PERMANENT) >= 0;
    }

    /** As {@link #addAddresses}, but every other address ends that is not permanent. */
    public synchronized void replaceAddresses(PeerId peer, Collection<Multiaddr> addresses, Duration timeToLive) {
        Entry entry = update(peer);
        long permanent = clock.millis() + PERMANENT.toMillis() / 2;
        entry.addresses.values().removeIf(end -> end < permanent);
        addAddresses(peer, addresses, timeToLive);
    }

    /** The addresses that have not ended, without the {@code /p2p} tail, in the order in which they were heard. */
    public synchronized List<Multiaddr> addresses(PeerId peer) {
        Entry entry = peers.get(peer);
        if (entry == null) {
            return List.of();
        }
        dropExpired(entry);
        return List.copyOf(entry.addresses.keySet());
    }

    /** What the peer says now that it speaks, in the place of what it said before. */
    public synchronized void setProtocols(PeerId peer, Collection<String> protocols) {
        update(peer).protocols = protocols.stream().limit(MAX_PROTOCOLS).collect(Collectors.toUnmodifiableSet());
    }

    /** What the peer said last that it speaks; empty if it said nothing yet. */
    public synchronized Set<String> protocols(PeerId peer) {
        Entry entry = peers.get(peer);
        return entry == null ? Set.of() : new TreeSet<>(entry.protocols);
    }

    /**
     * Remembers the key of a peer.
     *
     * @throws IllegalArgumentException if it is the key of another peer
     */
    public synchronized void setKey(PeerId peer, PublicKey key) {
        if (!key.peerId().equals(peer)) {
            throw new IllegalArgumentException("the key of " + key.peerId() + " is not the key of " + peer);
        }
        update(peer).key = Optional.of(key);
    }

    /** The key of the peer; empty if it never connected. */
    public synchronized Optional<PublicKey> key(PeerId peer) {
        Entry entry = peers.get(peer);
        return entry == null ? Optional.empty() : entry.key;
    }

    /** The name and version of the peer's software, as it says itself. */
    public synchronized void setAgent(PeerId peer, String agent) {
        update(peer).agent = Optional.of(agent);
    }

    /** The name and version of the peer's software, as it says itself. */
    public synchronized Optional<String> agent(PeerId peer) {
        Entry entry = peers.get(peer);
        return entry == null ? Optional.empty() : entry.agent;
    }

    /**
     * Keeps the envelope of a peer record whose signature the caller has checked.
     *
     * @return false if one at least as new is known
     */
    public synchronized boolean setSignedRecord(PeerId peer, byte[] envelope, long sequence) {
        Entry entry = update(peer);
        if (entry.signedRecord.isPresent() && Long.compareUnsigned(sequence, entry.recordSequence) <= 0) {
            return false;
        }
        entry.signedRecord = Optional.of(envelope.clone());
        entry.recordSequence = sequence;
        return true;
    }

    /** The newest envelope of {@link #setSignedRecord}; a copy. */
    public synchronized Optional<byte[]> signedRecord(PeerId peer) {
        Entry entry = peers.get(peer);
        return entry == null ? Optional.empty() : entry.signedRecord.map(byte[]::clone);
    }

    /** Everybody of whom something is remembered: a copy. */
    public synchronized Set<PeerId> peers() {
        return Set.copyOf(peers.keySet());
    }

    /** Forgets all about a peer, permanent addresses too. */
    public synchronized void remove(PeerId peer) {
        peers.remove(peer);
    }

    private Entry update(PeerId peer) {
        Entry entry = peers.remove(peer);
        if (entry == null) {
            entry = new Entry();
            makeRoom();
        }
        peers.put(peer, entry);
        return entry;
    }

    private void makeRoom() {
        if (peers.size() < maxPeers) {
            return;
        }
        peers.entrySet().stream()
                .filter(peer -> !peer.getValue().permanent && !isConnected.test(peer.getKey()))
                .map(Map.Entry::getKey)
                .findFirst()
                .ifPresent(peers::remove);
    }

    /** Makes room for an address that ends then, if need be and another one ends before. */
    private static boolean hasRoom(Entry entry, long end) {
        if (entry.addresses.size() < MAX_ADDRESSES) {
            return true;
        }
        var first = Collections.min(entry.addresses.entrySet(), Map.Entry.comparingByValue());
        return first.getValue() < end && entry.addresses.remove(first.getKey(), first.getValue());
    }

    private void dropExpired(Entry entry) {
        long now = clock.millis();
        entry.addresses.values().removeIf(end -> end <= now);
    }
}
