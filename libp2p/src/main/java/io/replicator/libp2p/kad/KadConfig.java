package io.replicator.libp2p.kad;

import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;

/**
 * How a {@link KademliaDht} behaves. The defaults are those of go-libp2p.
 *
 * @param protocolPrefix such as {@code /ipfs}; the protocol is this and {@code /kad/1.0.0}
 * @param serves whether it answers others and may be in their routing tables; a client only asks
 * @param validators by namespace; without one for its namespace, no value is taken
 * @param bucketSize k: peers in a bucket of the routing table, and in the result of a lookup
 * @param concurrency alpha: requests of one lookup at the same time
 * @param requestTimeout for one answer, once a stream is open; if a stream that was kept turns out to be closed, for
 *     the answer on a new one too
 * @param lookupTimeout after which a lookup ends with what it has found
 * @param refreshInterval how often the routing table is renewed
 * @param providerValidity how long a provider record is kept
 * @param republishInterval how often own provider records and own values are sent again
 * @param recordValidity how long a value is kept
 */
public record KadConfig(
        String protocolPrefix,
        boolean serves,
        Map<String, Validator> validators,
        int bucketSize,
        int concurrency,
        Duration requestTimeout,
        Duration lookupTimeout,
        Duration refreshInterval,
        Duration providerValidity,
        Duration republishInterval,
        Duration recordValidity,
        InstantSource clock) {

    public KadConfig {
        if (!protocolPrefix.startsWith("/") || protocolPrefix.endsWith("/")) {
            throw new IllegalArgumentException(
                    "a protocol prefix starts with '/' and does not end with one, as /ipfs; not " + protocolPrefix);
        }
        if (bucketSize < 1 || concurrency < 1) {
            throw new IllegalArgumentException("bucket size and concurrency are at least 1");
        }
        validators = Map.copyOf(validators);
    }

    /** A DHT that answers others. */
    public static KadConfig server(String protocolPrefix) {
        return defaults(protocolPrefix, true);
    }

    /** A DHT that only asks. */
    public static KadConfig client(String protocolPrefix) {
        return defaults(protocolPrefix, false);
    }

    private static KadConfig defaults(String protocolPrefix, boolean serves) {
        return new KadConfig(
                protocolPrefix,
                serves,
                Map.of(),
                20,
                10,
                Duration.ofSeconds(10),
                Duration.ofSeconds(60),
                Duration.ofMinutes(10),
                Duration.ofHours(48),
                Duration.ofHours(22),
                Duration.ofHours(48),
                InstantSource.system());
    }

    /** The id of the protocol. */
    public String protocol() {
        return protocolPrefix + "/kad/1.0.0";
    }

    /** Takes values with keys of this namespace too. */
    public KadConfig withValidator(String namespace, Validator validator) {
        Map<String, Validator> all = new HashMap<>(validators);
        all.put(namespace, validator);
        return new KadConfig(
                protocolPrefix,
                serves,
                all,
                bucketSize,
                concurrency,
                requestTimeout,
                lookupTimeout,
                refreshInterval,
                providerValidity,
                republishInterval,
                recordValidity,
                clock);
    }

    /** The same with these time-outs of one request and of a whole lookup. */
    public KadConfig withTimeouts(Duration request, Duration lookup) {
        return new KadConfig(
                protocolPrefix,
                serves,
                validators,
                bucketSize,
                concurrency,
                request,
                lookup,
                refreshInterval,
                providerValidity,
                republishInterval,
                recordValidity,
                clock);
    }

    /** The same with these intervals of the routing table and of own records. */
    public KadConfig withIntervals(Duration refresh, Duration republish) {
        return new KadConfig(
                protocolPrefix,
                serves,
                validators,
                bucketSize,
                concurrency,
                requestTimeout,
                lookupTimeout,
                refresh,
                providerValidity,
                republish,
                recordValidity,
                clock);
    }

    /** The same with another clock, for tests. */
    public KadConfig withClock(InstantSource newClock) {
        return new KadConfig(
                protocolPrefix,
                serves,
                validators,
                bucketSize,
                concurrency,
                requestTimeout,
                lookupTimeout,
                refreshInterval,
                providerValidity,
                republishInterval,
                recordValidity,
                newClock);
    }
}
