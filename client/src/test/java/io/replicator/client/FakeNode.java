package io.replicator.client;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A real HTTP server that answers as its script says; the last line of the script stands for all requests after it. */
final class FakeNode implements AutoCloseable {

    /** One request as it arrived. */
    record Seen(String method, String rawTarget, String txId, String body) {}

    /** What to do with one request. */
    interface Reply {
        void to(HttpExchange exchange, Seen seen) throws IOException, InterruptedException;
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final Queue<Reply> script = new ArrayDeque<>();
    private final List<Seen> seen = new CopyOnWriteArrayList<>();
    private final CountDownLatch closing = new CountDownLatch(1);

    FakeNode(Reply... replies) throws IOException {
        script.addAll(List.of(replies));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    List<Seen> seen() {
        return seen;
    }

    private void handle(HttpExchange exchange) throws IOException {
        byte[] body = exchange.getRequestBody().readAllBytes();
        String txId = exchange.getRequestHeaders().getFirst("Idempotency-Key");
        Seen request = new Seen(
                exchange.getRequestMethod(),
                exchange.getRequestURI().toString(),
                txId == null ? "" : txId,
                new String(body, StandardCharsets.UTF_8));
        seen.add(request);
        try {
            next().to(exchange, request);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }

    private synchronized Reply next() {
        Reply reply = script.size() > 1 ? script.remove() : script.peek();
        if (reply == null) {
            throw new IllegalStateException("the script is empty");
        }
        return reply;
    }

    static Reply stored() {
        return (exchange, seen) -> send(
                exchange,
                201,
                "{\"key\":\"k\",\"txId\":\"" + seen.txId() + "\",\"pid\":\"aa\",\"outcome\":\"stored\"}");
    }

    static Reply alreadyYours() {
        return (exchange, seen) -> send(exchange, 200, "{\"txId\":\"" + seen.txId() + "\",\"pid\":\"aa\"}");
    }

    static Reply problem(int status, String code, String more) {
        return (exchange, seen) -> send(
                exchange,
                status,
                "{\"type\":\"about:blank\",\"status\":" + status + ",\"code\":\"" + code + "\",\"detail\":\"because "
                        + code + "\"" + more + "}");
    }

    static Reply taken(String code, boolean sameValue) {
        return problem(409, code, ",\"winner\":{\"txId\":\"other\",\"pid\":\"bb\",\"sameValue\":" + sameValue + "}");
    }

    static Reply plain(int status, String body) {
        return (exchange, seen) -> send(exchange, status, body);
    }

    static Reply value(String value, String pid) {
        return (exchange, seen) -> {
            exchange.getResponseHeaders().set("ETag", '"' + pid + '"');
            send(exchange, 200, value);
        };
    }

    /** Somebody else's server: the answer lacks what every node puts on it. */
    static Reply stranger(int status, String body) {
        return (exchange, seen) -> sendBytes(exchange, status, body);
    }

    static Reply hangUp() {
        return (exchange, seen) -> exchange.close();
    }

    /** Promises a body and hangs up in its middle. */
    static Reply hangUpInBody() {
        return (exchange, seen) -> {
            exchange.getResponseHeaders().set("Replicator-Node", "node-1");
            exchange.sendResponseHeaders(201, 1000);
            exchange.getResponseBody().write("{\"txId\":".getBytes(StandardCharsets.UTF_8));
            exchange.getResponseBody().flush();
        };
    }

    /** Sends the headers at once and the body never. */
    Reply slowBody() {
        return (exchange, seen) -> {
            exchange.getResponseHeaders().set("Replicator-Node", "node-1");
            exchange.sendResponseHeaders(201, 1000);
            exchange.getResponseBody().flush();
            closing.await();
        };
    }

    /** Nothing but blanks, for as long as somebody reads them. */
    static Reply endless() {
        return (exchange, seen) -> {
            exchange.getResponseHeaders().set("Replicator-Node", "node-1");
            exchange.sendResponseHeaders(201, 0);
            byte[] blanks = " ".repeat(1 << 16).getBytes(StandardCharsets.UTF_8);
            while (true) {
                exchange.getResponseBody().write(blanks);
            }
        };
    }

    void then(Reply reply) {
        script.add(reply);
    }

    private static void send(HttpExchange exchange, int status, String body) throws IOException {
        exchange.getResponseHeaders().set("Replicator-Node", "node-1");
        exchange.getResponseHeaders().set("Replicator-Cluster", "cluster-1");
        sendBytes(exchange, status, body);
    }

    private static void sendBytes(HttpExchange exchange, int status, String body) throws IOException {
        byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        closing.countDown();
        server.stop(0);
        threads.shutdownNow();
    }
}
