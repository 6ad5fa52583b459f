package io.replicator.node.http;

import io.replicator.engine.model.Value;
import java.time.Duration;

/**
 * The limits of the HTTP door; each protects the node's memory or its threads.
 *
 * @param maxValueBytes longest body of a store; at most {@link Value#MAX_BYTES}
 * @param requestTimeout after which a store is answered "unknown" and a read "unavailable"
 * @param maxProposals stores under way at the same time
 * @param maxBytesInFlight bytes of bodies held at the same time, from the first byte read until the outcome
 * @param maxAnswerBytes bytes of long answers held at the same time, until their clients have read them; an answer that is
 *     longer than all of it is given when no other is held
 * @param maxWaits reads with {@code wait} under way at the same time
 * @param maxConnections connections open at the same time; more wait in the listen queue
 * @param idleTimeout of a connection that neither sends nor waits for an answer, or does not read its answer at all
 * @param leastReadRate bytes of a long answer that its client reads in a second, on the average; a connection that has not
 *     taken the whole answer {@code idleTimeout} after that is closed
 * @param stopTimeout how long a stop waits for requests under way
 * @param threads of the server's pool, those that accept and select included
 */
public record HttpSettings(
        int maxValueBytes,
        Duration requestTimeout,
        int maxProposals,
        int maxBytesInFlight,
        int maxAnswerBytes,
        int maxWaits,
        int maxConnections,
        Duration idleTimeout,
        int leastReadRate,
        Duration stopTimeout,
        int threads) {

    /** Longest {@code wait} that a read may ask for. */
    public static final Duration MAX_WAIT = Duration.ofMinutes(5);

    static final int MIN_THREADS = 3;

    public static final HttpSettings DEFAULTS = new HttpSettings(
            1 << 20,
            Duration.ofSeconds(8),
            4096,
            64 << 20,
            256 << 20,
            1024,
            4096,
            Duration.ofSeconds(30),
            16 << 10,
            Duration.ofSeconds(5),
            4);

    public HttpSettings {
        if (maxValueBytes < 0 || maxValueBytes > Value.MAX_BYTES) {
            throw new IllegalArgumentException("the longest value is 0 to " + Value.MAX_BYTES + " bytes");
        }
        if (maxProposals < 1 || maxAnswerBytes < 1 || maxWaits < 1 || maxConnections < 1 || leastReadRate < 1) {
            throw new IllegalArgumentException("a limit on requests, answers or connections is at least 1");
        }
        if (maxBytesInFlight < maxValueBytes) {
            throw new IllegalArgumentException("the bytes in flight must have room for one value of the longest kind");
        }
        if (!requestTimeout.isPositive() || !idleTimeout.isPositive() || stopTimeout.isNegative()) {
            throw new IllegalArgumentException("a timeout is positive");
        }
        if (threads < MIN_THREADS) {
            throw new IllegalArgumentException("the server needs at least " + MIN_THREADS + " threads");
        }
    }

    public HttpSettings withMaxValueBytes(int bytes) {
        return new HttpSettings(
                bytes,
                requestTimeout,
                maxProposals,
                Math.max(maxBytesInFlight, bytes),
                maxAnswerBytes,
                maxWaits,
                maxConnections,
                idleTimeout,
                leastReadRate,
                stopTimeout,
                threads);
    }

    /** As it is, but with so many bytes in flight; never less than one value of the longest kind. */
    public HttpSettings withMaxBytesInFlight(int bytes) {
        return new HttpSettings(
                maxValueBytes,
                requestTimeout,
                maxProposals,
                Math.max(bytes, maxValueBytes),
                maxAnswerBytes,
                maxWaits,
                maxConnections,
                idleTimeout,
                leastReadRate,
                stopTimeout,
                threads);
    }

    public HttpSettings withMaxAnswerBytes(int bytes) {
        return new HttpSettings(
                maxValueBytes,
                requestTimeout,
                maxProposals,
                maxBytesInFlight,
                bytes,
                maxWaits,
                maxConnections,
                idleTimeout,
                leastReadRate,
                stopTimeout,
                threads);
    }

    /** How long the client of an answer may take to read it. */
    Duration timeToRead(int bytes) {
        return idleTimeout.plusMillis(1000L * bytes / leastReadRate);
    }

    public HttpSettings withRequestTimeout(Duration timeout) {
        return new HttpSettings(
                maxValueBytes,
                timeout,
                maxProposals,
                maxBytesInFlight,
                maxAnswerBytes,
                maxWaits,
                maxConnections,
                idleTimeout,
                leastReadRate,
                stopTimeout,
                threads);
    }
}
