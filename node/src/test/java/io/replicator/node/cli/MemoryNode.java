package io.replicator.node.cli;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** A server that answers as a node does, with a map in the place of a network. */
final class MemoryNode implements AutoCloseable {

    @SuppressWarnings("ArrayRecordComponent") // Never compared.
    private record Stored(String txId, byte[] value) {}

    private final HttpServer server;
    private final Map<String, Stored> store = new TreeMap<>();
    private volatile boolean answersUnknown;
    private volatile boolean ready = true;

    MemoryNode() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/store/", this::store);
        server.createContext("/local/keys", e -> answer(e, 200, keys()));
        server.createContext("/peers", e -> answer(e, 200, PEERS));
        server.createContext("/clusters", e -> answer(e, 200, CLUSTERS));
        server.createContext("/health/ready", this::ready);
        server.start();
    }

    private static final String PEERS = """
            {"peers":[
             {"id":"12D3KooWAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA1111","cluster":"cluster-1","role":"voter",
              "self":true,"connected":true,"lastSeenMillis":0,
              "addresses":["/ip4/127.0.0.1/tcp/40001/p2p/12D3KooWAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA1111"]},
             {"id":"12D3KooWBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBBB2222","cluster":"cluster-2","role":"learner",
              "self":false,"connected":false,"lastSeenMillis":65000,"roundTripMicros":1234,
              "addresses":["/ip4/10.0.0.2/tcp/40002","/ip4/127.0.0.1/tcp/40002"]}]}
            """;

    private static final String CLUSTERS = """
            {"network":"n","epoch":1,"clusters":[
             {"cluster":"cluster-1","voters":3,"learners":0,"connected":3,"majority":2,"writesPossible":true,
              "members":["a","b","c"]},
             {"cluster":"cluster-2","voters":3,"learners":1,"connected":1,"majority":2,"writesPossible":false,
              "members":["d"]}]}
            """;

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** From now on every store is answered with "outcome unknown". */
    void answerUnknown() {
        answersUnknown = true;
    }

    void notReady() {
        ready = false;
    }

    private synchronized void store(HttpExchange exchange) throws IOException {
        String key = URLDecoder.decode(
                exchange.getRequestURI()
                        .getRawPath()
                        .substring("/store/".length())
                        .replace("+", "%2B"),
                StandardCharsets.UTF_8);
        byte[] body = exchange.getRequestBody().readAllBytes();
        if (exchange.getRequestMethod().equals("PUT")) {
            put(exchange, key, body);
        } else {
            get(exchange, key);
        }
    }

    private void put(HttpExchange exchange, String key, byte[] value) throws IOException {
        String txId = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        if (answersUnknown) {
            answer(exchange, 504, "{\"code\":\"outcome-unknown\",\"detail\":\"no quorum answered\"}");
            return;
        }
        Stored winner = store.putIfAbsent(key, new Stored(txId, value));
        if (winner == null || winner.txId().equals(txId)) {
            answer(exchange, winner == null ? 201 : 200, "{\"txId\":\"" + txId + "\",\"pid\":\"aa\"}");
            return;
        }
        answer(
                exchange,
                409,
                "{\"code\":\"key-exists\",\"detail\":\"taken\",\"winner\":{\"txId\":\"" + winner.txId()
                        + "\",\"pid\":\"aa\",\"sameValue\":" + Arrays.equals(winner.value(), value) + "}}");
    }

    private void get(HttpExchange exchange, String key) throws IOException {
        Stored stored = store.get(key);
        if (stored == null) {
            answer(exchange, 404, "{\"code\":\"key-unknown\",\"detail\":\"unknown\"}");
        } else {
            exchange.getResponseHeaders().set("ETag", "\"aa\"");
            answer(exchange, 200, stored.value());
        }
    }

    private synchronized String keys() {
        return store.entrySet().stream()
                .map(e -> "{\"key\":\"" + e.getKey() + "\",\"pid\":\"aa\",\"size\":"
                        + e.getValue().value().length + "}")
                .collect(Collectors.joining(",", "{\"keys\":[", "],\"next\":\"it's next\"}"));
    }

    private void ready(HttpExchange exchange) throws IOException {
        if (ready) {
            answer(exchange, 200, "{\"status\":\"ready\",\"reason\":\"\"}");
        } else {
            answer(exchange, 503, "{\"code\":\"not-ready\",\"detail\":\"too few peers\"}");
        }
    }

    private static void answer(HttpExchange exchange, int status, String body) throws IOException {
        answer(exchange, status, body.getBytes(StandardCharsets.UTF_8));
    }

    private static void answer(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Replicator-Node", "12D3KooWAAAA");
        exchange.getResponseHeaders().set("Replicator-Cluster", "cluster-1");
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
