package io.replicator.node.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What no route serves is refused with a problem document, by whatever layer sees it first. */
class RefusalsTest {

    private static ServerFixture fixture;

    @BeforeAll
    static void start() throws Exception {
        fixture = new ServerFixture();
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nowhere", "/storee/k", "/local", "/swagger/index.html", "/META-INF/MANIFEST.MF", "//"})
    void refusesUnknownRoutes(String path) throws Exception {
        assertEquals(
                path, ServerFixture.problem(fixture.get(path), 404, "not-found").get("instance"));
        ServerFixture.problem(fixture.put(path, "v"), 404, "not-found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "DELETE", "PATCH", "OPTIONS", "TRACE", "QUERY", "PROPFIND", "BREW"})
    void refusesOtherMethodsAndNamesThoseThatFit(String method) throws Exception {
        HttpResponse<byte[]> store = fixture.send(method, "/store/k", BodyPublishers.noBody());
        ServerFixture.problem(store, 405, "method-not-allowed");
        assertEquals(Set.of("GET", "HEAD", "PUT"), allowed(store));
        HttpResponse<byte[]> peers = fixture.send(method, "/peers", BodyPublishers.noBody());
        ServerFixture.problem(peers, 405, "method-not-allowed");
        assertEquals(Set.of("GET", "HEAD"), allowed(peers));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/local/stored/k", "/local/proposed/k"})
    void explainsWhyViewsCannotBeWritten(String path) throws Exception {
        HttpResponse<byte[]> response = fixture.put(path, "v");
        String detail = String.valueOf(
                ServerFixture.problem(response, 405, "method-not-allowed").get("detail"));
        assertTrue(detail.contains("PUT to /store/{key}"), detail);
        assertEquals(Set.of("GET", "HEAD"), allowed(response));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nonsense\r\n\r\n",
                "GET /store/k HTTP/1.1\r\n\r\n",
                "GET /store/k HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n",
                "PUT /store/k HTTP/1.1\r\nHost: x\r\nContent-Length: many\r\n\r\n",
                "PUT /store/k HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
                "PUT /store/k HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
                "GET /store/k HTTP/1.1\r\nHost: x\r\nbad header\r\n\r\n"
            })
    void refusesMalformedRequests(String request) throws Exception {
        fixture.raw(request).problem(400, "bad-request");
    }

    @Test
    void refusesOversizeHeaders() throws Exception {
        fixture.raw("GET /store/k HTTP/1.1\r\nHost: x\r\nX-Long: " + "x".repeat(20_000) + "\r\n\r\n")
                .problem(431, "headers-too-large");
    }

    @Test
    void refusesOversizePaths() throws Exception {
        RawResponse response = fixture.raw("GET /store/" + "x".repeat(20_000) + " HTTP/1.1\r\nHost: x\r\n\r\n");
        response.problem(414, "uri-too-long");
    }

    @Test
    void refusesAnUnknownProtocolVersion() throws Exception {
        fixture.raw("GET /store/k HTTP/9.9\r\nHost: x\r\n\r\n").problem(505, "http-error");
        fixture.raw("GET /store/k\r\n\r\n").problem(505, "http-error");
    }

    @Test
    void saysWhyItCannotListen() {
        HttpServer second = new HttpServer(fixture.replica, fixture.metrics, ServerFixture.SETTINGS);
        IOException e = assertThrows(IOException.class, () -> second.start("127.0.0.1", fixture.port));
        assertTrue(String.valueOf(e.getMessage()).contains("127.0.0.1:" + fixture.port), e.getMessage());
    }

    private static Set<String> allowed(HttpResponse<?> response) {
        return Set.of(ServerFixture.header(response, "Allow").split(", "));
    }
}
