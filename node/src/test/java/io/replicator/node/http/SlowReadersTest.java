package io.replicator.node.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.node.http.HttpSettings.Answers;
import io.replicator.node.http.HttpSettings.Connections;
import io.replicator.node.http.HttpSettings.Stores;
import java.net.Socket;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Clients that ask for long answers and do not read them: what the server holds for them is bounded. */
class SlowReadersTest {

    /** More than systems take from a server for a client that does not read. */
    private static final int VALUE = 8 << 20;

    private static final int MOST_HELD = 4 * VALUE;
    private static final Duration LONG = Duration.ofMinutes(5);

    private static ServerFixture server(int length, Duration idleTimeout, int leastReadRate) throws Exception {
        ServerFixture fixture = new ServerFixture(new HttpSettings(
                new Stores(length, 2, length),
                new Answers(MOST_HELD, leastReadRate),
                new Connections(400, idleTimeout),
                1,
                Duration.ofSeconds(5),
                Duration.ofSeconds(1),
                3));
        byte[] value = new byte[length];
        assertEquals(
                201,
                fixture.send("PUT", "/store/long", BodyPublishers.ofByteArray(value))
                        .statusCode());
        assertEquals(201, fixture.put("/store/short", "value").statusCode());
        return fixture;
    }

    /** Sends a GET of the long value, and reads the status of its answer and no more. */
    private static int ask(Socket socket) throws Exception {
        write(socket, "GET /store/long HTTP/1.1\r\nHost: x\r\n\r\n");
        byte[] start = socket.getInputStream().readNBytes("HTTP/1.1 200".length());
        return Integer.parseInt(new String(start, StandardCharsets.US_ASCII).substring("HTTP/1.1 ".length()));
    }

    private static void write(Socket socket, String text) throws Exception {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.ISO_8859_1));
        socket.getOutputStream().flush();
    }

    private static double held(ServerFixture fixture) {
        return fixture.metrics
                .scrape()
                .lines()
                .filter(line -> line.startsWith("replicator_http_answer_bytes "))
                .mapToDouble(line -> Double.parseDouble(line.substring(line.indexOf(' '))))
                .sum();
    }

    private static void close(List<Socket> sockets) throws Exception {
        for (Socket socket : sockets) {
            socket.close();
        }
    }

    @Test
    void refusesLongAnswersWhileOthersWaitToBeReadAndServesAgainAfterwards() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try (ServerFixture fixture = server(VALUE, LONG, VALUE)) {
            int refused = 0;
            for (int i = 0; i < 300; i++) {
                Socket socket = fixture.connectSlow();
                slow.add(socket);
                refused += ask(socket) == 503 ? 1 : 0;
            }
            assertTrue(refused > 200, "refused: " + refused);
            assertTrue(held(fixture) > MOST_HELD - VALUE && held(fixture) <= MOST_HELD, "held: " + held(fixture));

            var answer = fixture.get("/store/long");
            assertEquals(
                    "long", ServerFixture.problem(answer, 503, "unavailable").get("key"));
            assertEquals("1", ServerFixture.header(answer, "Retry-After"));
            assertEquals("value", ServerFixture.text(fixture.get("/store/short")), "short answers are not held");
            ServerFixture.problem(fixture.get("/local/keys?limit=10000"), 503, "unavailable");
            assertEquals(200, fixture.get("/local/keys?limit=2").statusCode(), "a short answer for sure");
            assertEquals(200, fixture.get("/health/live").statusCode());
            assertEquals(200, fixture.get("/swagger/swagger-ui-bundle.js").statusCode(), "held once for all");

            close(slow);
            Awaitility.await().until(() -> held(fixture) == 0);
            assertEquals(VALUE, fixture.get("/store/long").body().length);
        } finally {
            close(slow);
        }
    }

    @Test
    void givesUpAnAnswerThatNobodyReads() throws Exception {
        List<Socket> slow = new ArrayList<>();
        try (ServerFixture fixture = server(VALUE, Duration.ofMillis(500), 1)) {
            for (int i = 0; i < 4; i++) {
                slow.add(fixture.connectSlow());
                ask(slow.getLast());
            }
            Awaitility.await().until(() -> held(fixture) == 0);
            assertEquals(VALUE, fixture.get("/store/long").body().length);
        } finally {
            close(slow);
        }
    }

    /** Some bytes now and then are enough for the server's idle time-out, which begins anew with them. */
    @Test
    void givesUpAnAnswerThatIsReadTooSlowly() throws Exception {
        int length = 2 * VALUE;
        try (ServerFixture fixture = server(length, Duration.ofSeconds(4), 4 * length);
                Socket slow = fixture.connectSlow()) {
            ask(slow);
            AtomicInteger read = new AtomicInteger();
            Awaitility.await().pollInterval(Duration.ofMillis(50)).until(() -> {
                read.addAndGet(slow.getInputStream().readNBytes(40 << 10).length);
                return held(fixture) == 0;
            });
            // What the systems had taken for it still comes.
            read.addAndGet(slow.getInputStream().readAllBytes().length);
            assertTrue(read.get() < length, "read: " + read);
            assertEquals(length, fixture.get("/store/long").body().length);
        }
    }

    @Test
    void answersWhatIsLongerThanAllThatMayBeHeldOnceNothingElseIs() throws Exception {
        ServerFixture fixture = new ServerFixture(ServerFixture.SETTINGS.withAnswers(new Answers(10_000, 1 << 20)));
        try (fixture) {
            for (int i = 0; i < 200; i++) {
                fixture.put("/store/" + "k".repeat(200) + i, "value");
            }
            String page = ServerFixture.text(fixture.get("/local/keys?limit=200"));
            assertTrue(page.length() > 10_000, "no long page: " + page.length());
            assertEquals(
                    200,
                    ServerFixture.list(ServerFixture.json(fixture.get("/local/keys?limit=200"))
                                    .get("keys"))
                            .size());
        }
    }
}
