package io.replicator.node.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.jr.ob.JSON;
import io.replicator.node.http.HttpSettings.Answers;
import io.replicator.node.http.HttpSettings.Connections;
import io.replicator.node.http.HttpSettings.Stores;
import io.replicator.node.metrics.NodeMetrics;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/** A real server on a free port, over a replica in memory, and ways to talk to it. */
final class ServerFixture implements AutoCloseable {

    static final HttpSettings SETTINGS = new HttpSettings(
            new Stores(1000, 2, 4000),
            new Answers(1 << 20, 1 << 20),
            new Connections(64, Duration.ofSeconds(1)),
            1,
            Duration.ofSeconds(5),
            Duration.ofSeconds(2),
            3);

    final NodeMetrics metrics = new NodeMetrics();
    final MemoryReplica replica;
    final HttpServer server;
    final int port;

    private final ExecutorService engine = Executors.newSingleThreadExecutor();
    private final HttpClient client = HttpClient.newHttpClient();

    ServerFixture() throws IOException {
        this(SETTINGS);
    }

    ServerFixture(HttpSettings settings) throws IOException {
        replica = new MemoryReplica(engine);
        server = new HttpServer(replica, metrics, settings);
        port = server.start("127.0.0.1", 0);
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    HttpResponse<byte[]> get(String path, String... headers) throws Exception {
        return send("GET", path, BodyPublishers.noBody(), headers);
    }

    HttpResponse<byte[]> put(String path, String value, String... headers) throws Exception {
        return send("PUT", path, BodyPublishers.ofString(value), headers);
    }

    HttpResponse<byte[]> send(String method, String path, BodyPublisher body, String... headers) throws Exception {
        return client.send(request(method, path, body, headers), BodyHandlers.ofByteArray());
    }

    CompletableFuture<HttpResponse<byte[]>> sendLater(String method, String path, String value) {
        return client.sendAsync(request(method, path, BodyPublishers.ofString(value)), BodyHandlers.ofByteArray());
    }

    private HttpRequest request(String method, String path, BodyPublisher body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(uri(path))
                .timeout(Duration.ofSeconds(20))
                .method(method, body);
        return (headers.length == 0 ? request : request.headers(headers)).build();
    }

    Socket connect() throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** A client whose system takes but a few KiB for it, so that the server keeps what it does not read. */
    Socket connectSlow() throws IOException {
        Socket socket = new Socket();
        socket.setReceiveBufferSize(4096);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        socket.setSoTimeout(20_000);
        return socket;
    }

    /** Sends bytes as they are, and reads until the server closes. */
    RawResponse raw(String request) throws IOException {
        try (Socket socket = connect()) {
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            socket.getOutputStream().flush();
            return RawResponse.parse(socket.getInputStream().readAllBytes());
        }
    }

    static String text(HttpResponse<byte[]> response) {
        return new String(response.body(), StandardCharsets.UTF_8);
    }

    static Map<String, Object> json(HttpResponse<byte[]> response) throws IOException {
        assertEquals(
                "application/json",
                response.headers().firstValue("Content-Type").orElse(""));
        return JSON.std.mapFrom(response.body());
    }

    static String header(HttpResponse<?> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }

    /** Asserts all that a problem document must have, and returns it. */
    static Map<String, Object> problem(HttpResponse<byte[]> response, int status, String code) throws IOException {
        assertEquals(status, response.statusCode(), text(response));
        assertEquals(MemoryReplica.NODE.peer().text(), header(response, "Replicator-Node"));
        assertEquals(MemoryReplica.CLUSTER.text(), header(response, "Replicator-Cluster"));
        return problem(header(response, "Content-Type"), response.body(), status, code);
    }

    static Map<String, Object> problem(String contentType, byte[] body, int status, String code) throws IOException {
        assertEquals("application/problem+json", contentType);
        Map<String, Object> problem = JSON.std.mapFrom(body);
        assertEquals(code, problem.get("code"));
        assertEquals("urn:replicator:problem:" + code, problem.get("type"));
        assertEquals(status, problem.get("status"));
        for (String member : new String[] {"title", "detail", "instance"}) {
            assertNotNull(problem.get(member), member);
            assertTrue(problem.get(member) instanceof String, member);
        }
        assertTrue(!Objects.toString(problem.get("title")).isBlank());
        assertTrue(!Objects.toString(problem.get("detail")).isBlank());
        return problem;
    }

    @Override
    public void close() {
        client.shutdownNow();
        server.stop();
        engine.shutdownNow();
    }

    @SuppressWarnings("unchecked") // JSON objects have strings for names.
    static Map<String, Object> map(@Nullable Object value) {
        assertTrue(value instanceof Map, "no object: " + value);
        return (Map<String, Object>) Objects.requireNonNull(value);
    }

    static List<?> list(@Nullable Object value) {
        assertTrue(value instanceof List, "no array: " + value);
        return (List<?>) Objects.requireNonNull(value);
    }
}
