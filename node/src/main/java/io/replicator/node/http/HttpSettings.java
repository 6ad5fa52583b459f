package io.replicator.node.http;

import io.replicator.engine.model.Value;
import java.time.Duration;

/**
 * The limits of the HTTP door; each protects the node's memory or its threads.
 *
 * @param stores what stores may take
 * @param answers what long answers may take
 * @param connections how many there may be, and how idle
 * @param maxWaits reads with {@code wait} under way at the same time
 * @param requestTimeout after which a store is answered "unknown" and a read "unavailable"
 * @param stopTimeout how long a stop waits for requests under way
 * @param threads of the server's pool, those that accept and select included
 */
public record HttpSettings(
        Stores stores,
        Answers answers,
        Connections connections,
        int maxWaits,
        Duration requestTimeout,
        Duration stopTimeout,
        int threads) {

    /**
     * Stores beyond these are refused.
     *
     * @param maxValueBytes longest body of a store; at most {@link Value#MAX_BYTES}
     * @param maxAtOnce stores under way at the same time
     * @param maxBytesInFlight bytes of bodies held at the same time, from the first byte read until the outcome; at least
     *     one value of the longest kind
     */
    public record Stores(int maxValueBytes, int maxAtOnce, int maxBytesInFlight) {

        public static final Stores DEFAULT = new Stores(1 << 20, 4096, 64 << 20);

        public Stores {
            if (maxValueBytes < 0 || maxValueBytes > Value.MAX_BYTES) {
                throw new IllegalArgumentException("the longest value is 0 to " + Value.MAX_BYTES + " bytes");
            }
            if (maxAtOnce < 1) {
                throw new IllegalArgumentException("at least one store may be under way");
            }
            if (maxBytesInFlight < maxValueBytes) {
                throw new IllegalArgumentException(
                        "the bytes in flight must have room for one value of the longest kind");
            }
        }

        /** As many stores of other lengths; with room for one value of the longest kind, however few bytes are given. */
        public Stores withBytes(int longestValue, int inFlight) {
            return new Stores(longestValue, maxAtOnce, Math.max(longestValue, inFlight));
        }
    }

    /**
     * What long answers may hold until their clients have read them.
     *
     * @param maxBytes held at the same time; an answer that is longer than all of it is given when no other is held
     * @param leastReadRate bytes of a long answer that its client reads in a second, on the average; a connection that has
     *     not taken the whole answer {@link Connections#idleTimeout} after that is closed
     */
    public record Answers(int maxBytes, int leastReadRate) {

        public static final Answers DEFAULT = new Answers(256 << 20, 16 << 10);

        public Answers {
            if (maxBytes < 1 || leastReadRate < 1) {
                throw new IllegalArgumentException("a limit on answers is at least 1");
            }
        }
    }

    /**
     * The connections of all clients.
     *
     * @param most open at the same time; more wait in the listen queue
     * @param idleTimeout of a connection that neither sends nor waits for an answer, or does not read its answer at all
     */
    public record Connections(int most, Duration idleTimeout) {

        public static final Connections DEFAULT = new Connections(4096, Duration.ofSeconds(30));

        public Connections {
            if (most < 1 || !idleTimeout.isPositive()) {
                throw new IllegalArgumentException("a limit on connections is at least 1, and their time-out positive");
            }
        }
    }

    /** Longest {@code wait} that a read may ask for. */
    public static final Duration MAX_WAIT = Duration.ofMinutes(5);

    static final int MIN_THREADS = 3;

    public static final HttpSettings DEFAULTS = new HttpSettings(
            Stores.DEFAULT,
            Answers.DEFAULT,
            Connections.DEFAULT,
            1024,
            Duration.ofSeconds(8),
            Duration.ofSeconds(5),
            4);

    public HttpSettings {
        if (maxWaits < 1) {
            throw new IllegalArgumentException("at least one read may wait");
        }
        if (!requestTimeout.isPositive() || stopTimeout.isNegative()) {
            throw new IllegalArgumentException("a timeout is positive");
        }
        if (threads < MIN_THREADS) {
            throw new IllegalArgumentException("the server needs at least " + MIN_THREADS + " threads");
        }
    }

    /** The same with these limits on stores. */
    public HttpSettings withStores(Stores others) {
        return new HttpSettings(others, answers, connections, maxWaits, requestTimeout, stopTimeout, threads);
    }

    /** The same with these limits on answers. */
    public HttpSettings withAnswers(Answers others) {
        return new HttpSettings(stores, others, connections, maxWaits, requestTimeout, stopTimeout, threads);
    }

    /** The same with this time-out of requests. */
    public HttpSettings withRequestTimeout(Duration timeout) {
        return new HttpSettings(stores, answers, connections, maxWaits, timeout, stopTimeout, threads);
    }

    /** How long the client of an answer may take to read it. */
    Duration timeToRead(int bytes) {
        return connections.idleTimeout().plusMillis(1000L * bytes / answers.leastReadRate());
    }
}
