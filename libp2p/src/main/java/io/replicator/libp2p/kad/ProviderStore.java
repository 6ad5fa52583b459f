package io.replicator.libp2p.kad;

import com.google.protobuf.ByteString;
import io.replicator.libp2p.multiformats.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Who said that it provides what, while that is valid. Bounded: of too many providers of one key, the one is forgotten
 * that renewed its record longest ago; of too many records, whoever has the most loses the one that it renewed longest
 * ago, so that nobody pushes out the records of those who have fewer. Thread-safe.
 */
final class ProviderStore {

    /** Longest key accepted, in bytes, as in go-libp2p. */
    static final int MAX_KEY_LENGTH = 80;

    /** Records of all keys and providers together. */
    static final int MAX_RECORDS = 10_000;

    static final int MAX_PROVIDERS_PER_KEY = 512;

    private final Duration validity;
    private final InstantSource clock;

    /** The providers of each key, in the order of the last renewal, with the ends of their records. */
    private final Map<ByteString, Map<PeerId, Instant>> expiries = new HashMap<>();

    /** The keys of each provider, in the order of the last renewal. */
    private final Map<PeerId, Set<ByteString>> keys = new LinkedHashMap<>();

    private int size;

    ProviderStore(Duration validity, InstantSource clock) {
        this.validity = validity;
        this.clock = clock;
    }

    synchronized void add(ByteString key, PeerId provider) {
        remove(key, provider);
        Set<PeerId> others = expiries.getOrDefault(key, Map.of()).keySet();
        if (others.size() == MAX_PROVIDERS_PER_KEY) {
            remove(key, others.iterator().next());
        }
        expiries.computeIfAbsent(key, _ -> new LinkedHashMap<>())
                .put(provider, clock.instant().plus(validity));
        keys.computeIfAbsent(provider, _ -> new LinkedHashSet<>()).add(key);
        size++;
        if (size > MAX_RECORDS) {
            dropOneOfTheGreediest();
        }
    }

    /** The providers whose records are valid, in random order, so that a long list is not always cut at the same place. */
    synchronized List<PeerId> providers(ByteString key) {
        Instant now = clock.instant();
        List<PeerId> shuffled = new ArrayList<>();
        expiries.getOrDefault(key, Map.of()).forEach((provider, expiry) -> {
            if (expiry.isAfter(now)) {
                shuffled.add(provider);
            }
        });
        Collections.shuffle(shuffled);
        return shuffled;
    }

    synchronized void remove(ByteString key, PeerId provider) {
        Map<PeerId, Instant> providers = expiries.get(key);
        Set<ByteString> provided = keys.get(provider);
        if (providers == null || provided == null || providers.remove(provider) == null) {
            return;
        }
        provided.remove(key);
        size--;
        if (providers.isEmpty()) {
            expiries.remove(key);
        }
        if (provided.isEmpty()) {
            keys.remove(provider);
        }
    }

    synchronized void dropExpired() {
        Instant now = clock.instant();
        List.copyOf(expiries.entrySet())
                .forEach(entry -> List.copyOf(entry.getValue().entrySet()).stream()
                        .filter(record -> !record.getValue().isAfter(now))
                        .forEach(record -> remove(entry.getKey(), record.getKey())));
    }

    /** How many records there are. */
    synchronized int size() {
        return size;
    }

    /** Of several, the one that came first. */
    private void dropOneOfTheGreediest() {
        var greediest = Collections.max(
                keys.entrySet(),
                Comparator.comparingInt(entry -> entry.getValue().size()));
        remove(greediest.getValue().iterator().next(), greediest.getKey());
    }
}
