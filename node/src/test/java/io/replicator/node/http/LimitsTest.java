package io.replicator.node.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.engine.model.Hash256;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.TxId;
import io.replicator.engine.outcome.StoreOutcome;
import io.replicator.node.http.HttpSettings.Stores;
import java.io.ByteArrayInputStream;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LimitsTest {

    private static final int MOST = ServerFixture.SETTINGS.stores().maxValueBytes();

    private ServerFixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = new ServerFixture();
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void takesValuesUpToTheLimit() throws Exception {
        assertEquals(201, fixture.put("/store/announced", "x".repeat(MOST)).statusCode());
        assertEquals(201, chunked("/store/chunked", MOST).statusCode());
        assertEquals(MOST, fixture.replica.asked.take().value().length());
        assertEquals(MOST, fixture.replica.asked.take().value().length());
        assertNothingHeld();
    }

    @Test
    void refusesLongerValuesHoweverTheyCome() throws Exception {
        for (int length : new int[] {MOST + 1, MOST * 100, 4 << 20}) {
            var announced = fixture.put("/store/k", "x".repeat(length));
            assertEquals(
                    "k",
                    ServerFixture.problem(announced, 413, "value-too-large").get("key"));
            assertEquals(
                    "k",
                    ServerFixture.problem(chunked("/store/k", length), 413, "value-too-large")
                            .get("key"));
        }
        assertTrue(fixture.replica.asked.isEmpty());
        assertNothingHeld();
    }

    @Test
    void refusesAnAnnouncedLengthBeforeTheBodyComes() throws Exception {
        fixture.raw("PUT /store/k HTTP/1.1\r\nHost: x\r\nContent-Length: 9000000000000\r\n\r\n")
                .problem(413, "value-too-large");
    }

    @Test
    void refusesWhoeverAsksForLeaveToSendTooMuchBeforeTheyDo() throws Exception {
        fixture.raw("PUT /store/k HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: " + (MOST + 1)
                        + "\r\n\r\n")
                .problem(413, "value-too-large");
    }

    @Test
    void cutsAChunkedBodyThatNeverEnds() throws Exception {
        try (Socket socket = fixture.connect()) {
            write(socket, "PUT /store/k HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");
            write(socket, Integer.toHexString(MOST + 1) + "\r\n" + "x".repeat(MOST + 1) + "\r\n");
            byte[] start = socket.getInputStream().readNBytes(12);
            assertEquals("HTTP/1.1 413", new String(start, StandardCharsets.US_ASCII));
        }
        assertNothingHeld();
    }

    @Test
    void readsABodyThatComesInPieces() throws Exception {
        try (Socket socket = fixture.connect()) {
            write(
                    socket,
                    "PUT /store/slow HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: 10\r\n\r\n01234");
            Awaitility.await().until(() -> !fixture.metrics.scrape().contains("replicator_http_body_bytes 0.0"));
            write(socket, "56789");
            RawResponse response = RawResponse.parse(socket.getInputStream().readAllBytes());
            assertEquals(201, response.status());
        }
        assertEquals(
                "0123456789",
                new String(fixture.replica.asked.take().value().unsafeBytes(), StandardCharsets.US_ASCII));
        assertNothingHeld();
    }

    @Test
    void slowClientsHoldNoThread() throws Exception {
        Socket[] slow = new Socket[3 * ServerFixture.SETTINGS.threads()];
        for (int i = 0; i < slow.length; i++) {
            slow[i] = fixture.connect();
            write(slow[i], "PUT /store/slow" + i + " HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n0");
        }
        assertEquals(200, fixture.get("/health/live").statusCode());
        for (Socket socket : slow) {
            socket.close();
        }
        assertNothingHeld();
    }

    @Test
    void endsRequestsThatStopHalfWay() throws Exception {
        fixture.raw("PUT /store/k HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\n01")
                .problem(408, "request-timeout");
        fixture.raw("PUT /store/k HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n01")
                .problem(408, "request-timeout");
        try (Socket socket = fixture.connect()) {
            write(socket, "GET /store/k HTTP/1.1\r\nHo");
            assertEquals(-1, socket.getInputStream().read(), "closed without an answer to what is no request");
        }
        assertTrue(fixture.replica.asked.isEmpty());
        assertNothingHeld();
    }

    @Test
    void refusesStoresAboveTheLimitAtOnce() throws Exception {
        fixture.replica.holding = true;
        var first = fixture.sendLater("PUT", "/store/a", "v");
        var second = fixture.sendLater("PUT", "/store/b", "v");
        CompletableFuture<StoreOutcome> held = fixture.replica.held.take();
        CompletableFuture<StoreOutcome> alsoHeld = fixture.replica.held.take();

        HttpResponse<byte[]> refused = fixture.put("/store/c", "v");
        var problem = ServerFixture.problem(refused, 503, "not-attempted");
        assertEquals("1", ServerFixture.header(refused, "Retry-After"));
        assertEquals(ServerFixture.header(refused, "Replicator-Tx"), problem.get("txId"));
        assertEquals(2, fixture.replica.asked.size());

        held.complete(stored());
        alsoHeld.complete(stored());
        assertEquals(201, first.get().statusCode());
        assertEquals(201, second.get().statusCode());
        assertNothingHeld();
    }

    @Test
    void refusesBytesAboveTheLimitAtOnce() throws Exception {
        HttpSettings tight = ServerFixture.SETTINGS.withStores(new Stores(MOST, 100, 2 * MOST));
        try (ServerFixture small = new ServerFixture(tight)) {
            small.replica.holding = true;
            var first = small.sendLater("PUT", "/store/a", "x".repeat(MOST));
            var second = small.sendLater("PUT", "/store/b", "x".repeat(MOST));
            CompletableFuture<StoreOutcome> held = small.replica.held.take();
            CompletableFuture<StoreOutcome> alsoHeld = small.replica.held.take();
            ServerFixture.problem(small.put("/store/c", "x"), 503, "not-attempted");
            ServerFixture.problem(
                    small.send(
                            "PUT",
                            "/store/c",
                            BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[] {1}))),
                    503,
                    "not-attempted");
            held.complete(stored());
            alsoHeld.complete(stored());
            assertEquals(201, first.get().statusCode());
            assertEquals(201, second.get().statusCode());
        }
    }

    @Test
    void aClientThatHangsUpDoesNotStopItsProposal() throws Exception {
        fixture.replica.holding = true;
        CompletableFuture<StoreOutcome> held;
        try (Socket socket = fixture.connect()) {
            write(socket, "PUT /store/k HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nv");
            held = fixture.replica.held.poll(10, TimeUnit.SECONDS);
        }
        assertTrue(held != null && !held.isDone());
        held.complete(stored());
        assertNothingHeld();
        assertEquals(200, fixture.get("/health/live").statusCode());
    }

    @Test
    void answersPipelinedRequestsInOrder() throws Exception {
        RawResponse first = fixture.raw("PUT /store/p HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\nv"
                + "GET /store/p HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
        assertEquals(201, first.status());
    }

    private HttpResponse<byte[]> chunked(String path, int length) throws Exception {
        return fixture.send(
                "PUT", path, BodyPublishers.ofInputStream(() -> new ByteArrayInputStream(new byte[length])));
    }

    private void assertNothingHeld() {
        Awaitility.await().untilAsserted(() -> {
            String page = fixture.metrics.scrape();
            assertTrue(page.contains("replicator_http_body_bytes 0.0"), "bytes are held");
            assertTrue(page.contains("replicator_http_proposals 0.0"), "proposals are held");
        });
    }

    private static StoreOutcome stored() {
        return new StoreOutcome.Stored(new TxId("t"), new Pid(Hash256.ZERO));
    }

    private static void write(Socket socket, String text) throws Exception {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }
}
