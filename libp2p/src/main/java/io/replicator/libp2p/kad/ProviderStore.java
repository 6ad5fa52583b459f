package io.replicator.libp2p.kad;

import com.google.protobuf.ByteString;
import io.replicator.libp2p.multiformats.PeerId;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Who said that it provides what, while that is valid. Bounded: beyond the limits, what was renewed longest ago is
 * forgotten. Thread-safe.
 */
final class ProviderStore {

    /** Longest key accepted, in bytes, as in go-libp2p. */
    static final int MAX_KEY_LENGTH = 80;

    static final int MAX_KEYS = 10_000;
    static final int MAX_PROVIDERS_PER_KEY = 512;

    private final Duration validity;
    private final InstantSource clock;

    /** Both maps are in the order of the last renewal. */
    private final Map<ByteString, Map<PeerId, Instant>> expiries = new LinkedHashMap<>();

    ProviderStore(Duration validity, InstantSource clock) {
        this.validity = validity;
        this.clock = clock;
    }

    synchronized void add(ByteString key, PeerId provider) {
        Map<PeerId, Instant> providers = expiries.remove(key);
        if (providers == null) {
            providers = new LinkedHashMap<>();
        }
        providers.remove(provider);
        dropOldest(providers, MAX_PROVIDERS_PER_KEY - 1);
        providers.put(provider, clock.instant().plus(validity));
        dropOldest(expiries, MAX_KEYS - 1);
        expiries.put(key, providers);
    }

    /** The providers whose records are valid, in random order, so that a long list is not always cut at the same place. */
    synchronized List<PeerId> providers(ByteString key) {
        Map<PeerId, Instant> providers = expiries.get(key);
        if (providers == null) {
            return List.of();
        }
        dropExpired(providers);
        List<PeerId> shuffled = new ArrayList<>(providers.keySet());
        Collections.shuffle(shuffled);
        return shuffled;
    }

    synchronized void remove(ByteString key, PeerId provider) {
        Map<PeerId, Instant> providers = expiries.get(key);
        if (providers != null) {
            providers.remove(provider);
        }
    }

    synchronized void dropExpired() {
        expiries.values().removeIf(providers -> {
            dropExpired(providers);
            return providers.isEmpty();
        });
    }

    synchronized int size() {
        return expiries.size();
    }

    private void dropExpired(Map<PeerId, Instant> providers) {
        Instant now = clock.instant();
        providers.values().removeIf(expiry -> !expiry.isAfter(now));
    }

    private static void dropOldest(Map<?, ?> map, int size) {
        var oldest = map.keySet().iterator();
        while (map.size() > size && oldest.hasNext()) {
            oldest.next();
            oldest.remove();
        }
    }
}
