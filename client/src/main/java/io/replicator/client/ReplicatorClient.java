package io.replicator.client;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Stores and reads keys through any of several nodes. Thread-safe; calls block, and do well on virtual threads.
 *
 * <pre>{@code
 * try (var client = ReplicatorClient.builder().node("http://127.0.0.1:8000").node("http://127.0.0.1:8001").build()) {
 *     switch (client.put("user/4711", bytes)) {
 *         case PutResult.Stored stored -> ...
 *         case PutResult.KeyExists taken -> ...
 *         case PutResult.Unknown unknown -> ... // client.put("user/4711", bytes, unknown.txId()) tells
 *         ...
 *     }
 * }
 * }</pre>
 *
 * <p>A call whose thread is interrupted returns early, with the interrupt still set: a store that may have been sent as
 * {@link PutResult.Unknown}.
 */
public final class ReplicatorClient implements AutoCloseable {

    /** The largest value that any node can hold, in bytes; each node may have a lower limit. */
    public static final int MAX_VALUE_BYTES = 16 << 20;

    /** Room for a page of 10,000 keys of 512 bytes, each of them escaped. */
    private static final int MAX_ANSWER_BYTES = 16 << 20;

    /** What nodes accept in one request; a longer wait is several requests. */
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(30);

    private static final int TX_ID_BYTES = 16;

    private final SecureRandom random = new SecureRandom();
    private final Wire wire;
    private final Attempts attempts;
    private final Duration deadline;

    private ReplicatorClient(Builder builder) {
        this.wire = new Wire(builder.connectTimeout);
        Duration patience = builder.connectPatience == null ? builder.deadline : builder.connectPatience;
        this.attempts = new Attempts(List.copyOf(builder.nodes), wire, builder.attemptTimeout, patience);
        this.deadline = builder.deadline;
    }

    public static Builder builder() {
        return new Builder();
    }

    /**
     * Takes a key with a transaction of its own, and retries it at the other nodes until the outcome is certain or the
     * deadline passes.
     *
     * @param key 1 to 512 bytes of UTF-8 without control characters, neither {@code .} nor {@code ..}
     * @param value 0 to {@link #MAX_VALUE_BYTES} bytes
     * @throws IllegalArgumentException if key or value break these rules; nothing was sent then
     */
    public PutResult put(String key, byte[] value) {
        byte[] id = new byte[TX_ID_BYTES];
        random.nextBytes(id);
        return put(key, value, HexFormat.of().formatHex(id), false);
    }

    /**
     * Sends a transaction again, which may have been sent before: to learn what became of a {@link PutResult.Unknown},
     * or because the caller keeps its own transaction ids.
     *
     * @param txId 1 to 128 visible ASCII characters; it belongs to this key and this value alone
     * @throws IllegalArgumentException if key, value or txId break these rules; nothing was sent then
     */
    public PutResult put(String key, byte[] value, String txId) {
        if (!txId.matches("[!-~]{1,128}")) {
            throw new IllegalArgumentException("a transaction id has 1 to 128 visible ASCII characters");
        }
        return put(key, value, txId, true);
    }

    private PutResult put(String key, byte[] value, String txId, boolean maybeProposed) {
        if (value.length > MAX_VALUE_BYTES) {
            throw new IllegalArgumentException(
                    "the value has " + value.length + " bytes: the limit is " + MAX_VALUE_BYTES);
        }
        String path = "/store/" + KeyText.pathSegment(key);
        return attempts.run(
                Deadline.in(deadline),
                Duration.ZERO,
                MAX_ANSWER_BYTES,
                node -> HttpRequest.newBuilder(at(node, path))
                        .header("Idempotency-Key", txId)
                        .header("Content-Type", "application/octet-stream")
                        .PUT(BodyPublishers.ofByteArray(value))
                        .build(),
                new StoreJudge(txId, maybeProposed));
    }

    /**
     * Reads a key, linearizably.
     *
     * @throws IllegalArgumentException if the key breaks the rules of {@link #put(String, byte[])}
     */
    public GetResult get(String key) {
        return get(key, Duration.ZERO);
    }

    /**
     * Reads a key, and waits for it to be taken.
     *
     * @param wait how long; {@link GetResult.KeyUnknown} only when it is over
     * @throws IllegalArgumentException if the key breaks the rules of {@link #put(String, byte[])}
     */
    public GetResult get(String key, Duration wait) {
        String path = "/store/" + KeyText.pathSegment(key);
        Deadline waitUntil = Deadline.in(wait);
        return attempts.run(
                Deadline.in(wait.plus(deadline)),
                wait.compareTo(LONGEST_WAIT) < 0 ? wait : LONGEST_WAIT,
                MAX_VALUE_BYTES,
                node -> HttpRequest.newBuilder(at(node, path + waitQuery(waitUntil)))
                        .GET()
                        .build(),
                new ReadJudge(waitUntil));
    }

    private static String waitQuery(Deadline waitUntil) {
        long millis = Math.min(waitUntil.remaining().toMillis(), LONGEST_WAIT.toMillis());
        return millis == 0 ? "" : "?wait=" + millis + "ms";
    }

    /**
     * One page of the keys that one node has committed, in the order of their bytes.
     *
     * @param prefix only keys that start with it; empty for all
     * @param after only keys after this one; null to start at the first
     * @param limit 1 to 10,000; a page of long keys may have fewer, and yet not be the last
     * @throws UnavailableException if no node answers
     */
    public KeyPage keys(String prefix, @Nullable String after, int limit) throws UnavailableException {
        String query = "?limit=" + limit
                + (prefix.isEmpty() ? "" : "&prefix=" + KeyText.queryValue(prefix))
                + (after == null ? "" : "&after=" + KeyText.queryValue(after));
        return KeyPage.of(view("/local/keys" + query).body());
    }

    /**
     * Every peer that one node knows of, itself included.
     *
     * @throws UnavailableException if no node answers
     */
    public List<Peer> peers() throws UnavailableException {
        return Json.objects(view("/peers").body(), "peers").stream()
                .map(Peer::of)
                .toList();
    }

    /**
     * The clusters as one node sees them.
     *
     * @throws UnavailableException if no node answers
     */
    public List<Cluster> clusters() throws UnavailableException {
        return Json.objects(view("/clusters").body(), "clusters").stream()
                .map(Cluster::of)
                .toList();
    }

    /**
     * Which node answers, and whether it is ready.
     *
     * @throws UnavailableException if no node answers
     */
    public NodeStatus status() throws UnavailableException {
        View view = ask("/health/ready", true);
        return NodeStatus.of(view.response(), view.body());
    }

    private View view(String path) throws UnavailableException {
        return ask(path, false);
    }

    /** Asks for a JSON object; a node that is not ready answers 503 with one too, if that is as good. */
    private View ask(String path, boolean notReadyToo) throws UnavailableException {
        return attempts.run(
                        Deadline.in(deadline),
                        Duration.ZERO,
                        MAX_ANSWER_BYTES,
                        node -> HttpRequest.newBuilder(at(node, path)).GET().build(),
                        new ViewJudge(notReadyToo))
                .orThrow();
    }

    private static URI at(URI node, String pathAndQuery) {
        return URI.create(node + pathAndQuery);
    }

    /** Ends the calls that are under way, a store that may have been sent as unknown, and closes the connections. */
    @Override
    public void close() {
        wire.close();
    }

    /** Settings of a client; every duration has a default. */
    public static final class Builder {

        private static final int MAX_NODES = 64;

        private final List<URI> nodes = new ArrayList<>();
        private Duration connectTimeout = Duration.ofSeconds(2);
        private Duration attemptTimeout = Duration.ofSeconds(10);
        private Duration deadline = Duration.ofSeconds(30);
        private @Nullable Duration connectPatience;

        private Builder() {}

        /**
         * Adds a node, at most {@value #MAX_NODES}.
         *
         * @param url such as {@code http://127.0.0.1:8000}
         * @throws IllegalArgumentException if it is no http or https URL, with what is wrong with it
         */
        public Builder node(String url) {
            if (nodes.size() == MAX_NODES) {
                throw new IllegalArgumentException("more than " + MAX_NODES + " nodes");
            }
            nodes.add(NodeUrl.parse(url));
            return this;
        }

        /** How long one connection may take to open: 2 s if not set. */
        public Builder connectTimeout(Duration timeout) {
            this.connectTimeout = positive(timeout);
            return this;
        }

        /** How long one node may take to answer: 10 s if not set. Above the nodes' own limit of 8 s, they explain. */
        public Builder attemptTimeout(Duration timeout) {
            this.attemptTimeout = positive(timeout);
            return this;
        }

        /** How long a call may take in all: 30 s if not set. */
        public Builder deadline(Duration time) {
            this.deadline = positive(time);
            return this;
        }

        /** How long to go on trying while not one node accepts a connection: until the deadline if not set. */
        public Builder connectPatience(Duration time) {
            this.connectPatience = time;
            return this;
        }

        /**
         * @throws IllegalStateException if no node was named
         */
        public ReplicatorClient build() {
            if (nodes.isEmpty()) {
                throw new IllegalStateException("name at least one node");
            }
            return new ReplicatorClient(this);
        }

        private static Duration positive(Duration time) {
            if (time.isNegative() || time.isZero()) {
                throw new IllegalArgumentException("not a positive time: " + time);
            }
            return time;
        }
    }

    /** Thrown by the calls that look at one node, when none answers as a node should. */
    public static final class UnavailableException extends IOException {
        UnavailableException(String message) {
            super(message);
        }
    }

    /** A JSON object that a node answered with. */
    record View(Answer.Response response, Map<String, Object> body) {}
}
