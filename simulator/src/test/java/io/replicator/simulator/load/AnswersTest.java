package io.replicator.simulator.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.simulator.history.Outcome;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Every answer that a node, or something on the way, may give: over a real socket, to what the history is told. */
class AnswersTest {

    private static final String NODE = "Replicator-Node: 12D3\r\n";
    private static final Outcome<String> UNKNOWN = new Outcome.Unknown<>();
    private static final Outcome<String> REFUSED = new Outcome.Refused<>();
    private static final Outcome<String> UNAVAILABLE = new Outcome.Unavailable<>();

    private final Values values = new Values(8, 40);
    private final Answers answers = new Answers(values);
    private final Deadlines deadlines = new Deadlines(Duration.ofSeconds(20));
    private final String txId = Values.txId(77);

    @AfterEach
    void close() {
        deadlines.close();
    }

    private Answers.Reading store(FakeNode.Reply reply) throws IOException {
        try (FakeNode node = new FakeNode(reply);
                Connection connection = new Connection(node.url(), deadlines)) {
            return store(connection, false);
        }
    }

    private Answers.Reading store(Connection connection, boolean hangUp) {
        byte[] buffer = new byte[40];
        int length = values.write(txId, buffer);
        return answers.ofStore(connection.put("k", txId, buffer, length, hangUp), txId);
    }

    private Answers.Reading read(FakeNode.Reply reply) throws IOException {
        try (FakeNode node = new FakeNode(reply);
                Connection connection = new Connection(node.url(), deadlines)) {
            return answers.ofRead(connection.get("/store/k"));
        }
    }

    private static String problem(String code, String more) {
        return "{\"status\":0,\"code\":\"" + code + "\"" + more + "}";
    }

    private static void assertReading(Answer answer, Outcome<String> outcome, Answers.Reading reading) {
        assertEquals(answer, reading.answer());
        assertEquals(outcome, reading.outcome());
        assertEquals("", reading.broken());
    }

    private String value(String of) {
        byte[] buffer = new byte[40];
        return new String(Arrays.copyOf(buffer, values.write(of, buffer)), StandardCharsets.ISO_8859_1).isEmpty()
                ? ""
                : new String(Arrays.copyOf(buffer, values.length(of)), StandardCharsets.ISO_8859_1);
    }

    @Test
    void sendsTheTransactionAndTheValueAndKeepsTheConnection() throws IOException {
        try (FakeNode node = new FakeNode(FakeNode.answer(201, NODE + "Replicator-Tx: " + txId + "\r\n", "{}"));
                Connection connection = new Connection(node.url(), deadlines)) {
            store(connection, false);
            store(connection, false);
            assertEquals(1, node.connections());
            String request = node.requests().getFirst();
            assertTrue(request.startsWith("PUT /store/k HTTP/1.1\r\nHost: 127.0.0.1:"), request);
            assertTrue(request.contains("\r\nIdempotency-Key: " + txId + "\r\n"), request);
            assertTrue(request.endsWith("\r\n\r\n" + value(txId)), request);
        }
    }

    @Test
    void storedIsStored() throws IOException {
        String headers = NODE + "replicator-tx:" + txId + "\r\n";
        assertReading(Answer.STORED, new Outcome.Stored<>(), store(FakeNode.answer(201, headers, "{}")));
        assertReading(Answer.ALREADY_YOURS, new Outcome.Stored<>(), store(FakeNode.answer(200, headers, "{}")));
    }

    @Test
    void successForAnotherTransactionIsABrokenPromise() throws IOException {
        Answers.Reading reading = store(FakeNode.answer(201, NODE + "Replicator-Tx: other\r\n", "{}"));
        assertEquals(UNKNOWN, reading.outcome());
        assertTrue(reading.broken().contains("other"), reading.broken());
    }

    @Test
    void aTakenKeyNamesItsWinner() throws IOException {
        String body = problem("key-exists", ",\"winner\":{\"txId\":\"aaaaaaab\",\"pid\":\"ff\",\"sameValue\":false}");
        assertReading(Answer.KEY_EXISTS, new Outcome.Taken<>("aaaaaaab"), store(FakeNode.answer(409, NODE, body)));
        Answers.Reading without = store(FakeNode.answer(409, NODE, problem("key-exists", "")));
        assertFalse(without.broken().isEmpty());
    }

    @Test
    void refusalsSayThatNothingWasSent() throws IOException {
        assertReading(Answer.KEY_RESERVED, REFUSED, store(FakeNode.answer(409, NODE, problem("key-reserved", ""))));
        assertReading(Answer.NOT_ATTEMPTED, REFUSED, store(FakeNode.answer(503, NODE, problem("not-attempted", ""))));
        assertReading(Answer.REFUSED, REFUSED, store(FakeNode.answer(413, NODE, problem("value-too-large", ""))));
    }

    @Test
    void noAnswerInTimeIsUnknown() throws IOException {
        assertReading(
                Answer.OUTCOME_UNKNOWN, UNKNOWN, store(FakeNode.answer(504, NODE, problem("outcome-unknown", ""))));
        assertReading(Answer.FAILED, UNKNOWN, store(FakeNode.answer(500, NODE, "")));
    }

    @Test
    void aReusedTransactionIsABrokenPromiseSinceEachIsUsedOnce() throws IOException {
        Answers.Reading reading = store(FakeNode.answer(422, NODE, problem("tx-reused", "")));
        assertEquals(Answer.TX_REUSED, reading.answer());
        assertFalse(reading.broken().isEmpty());
    }

    @Test
    void whoeverIsNoNodeMayHavePassedTheRequestOn() throws IOException {
        assertReading(Answer.FAILED, UNKNOWN, store(FakeNode.answer(201, "", "hello")));
        assertReading(Answer.FAILED, UNKNOWN, store(FakeNode.answer(502, "Server: proxy\r\n", "bad gateway")));
        assertReading(Answer.CUT_OFF, UNKNOWN, store(FakeNode.bytes("SSH-2.0-OpenSSH_9.9 or something else\r\n")));
    }

    @Test
    void aNodeThatHangsUpLeavesTheOutcomeUnknown() throws IOException {
        assertReading(Answer.CUT_OFF, UNKNOWN, store(client -> false));
        assertReading(Answer.CUT_OFF, UNKNOWN, store(client -> {
            client.getOutputStream().write("HTTP/1.1 201 Created\r\nContent-Le".getBytes(StandardCharsets.ISO_8859_1));
            return false;
        }));
        assertReading(Answer.CUT_OFF, UNKNOWN, store(client -> {
            client.getOutputStream()
                    .write(("HTTP/1.1 201 Created\r\n" + NODE + "Content-Length: 100\r\n\r\n{")
                            .getBytes(StandardCharsets.ISO_8859_1));
            return false;
        }));
    }

    @Test
    void aNodeThatNeverAnswersIsGivenUp() throws IOException {
        CountDownLatch over = new CountDownLatch(1);
        try (Deadlines soon = new Deadlines(Duration.ofMillis(1));
                FakeNode node = new FakeNode(client -> {
                    try {
                        over.await();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                    return false;
                });
                Connection connection = new Connection(node.url(), soon)) {
            assertReading(Answer.TIMED_OUT, UNKNOWN, store(connection, false));
            over.countDown();
        }
    }

    @Test
    void aClientThatHangsUpConnectsAgain() throws IOException {
        try (FakeNode node = new FakeNode(FakeNode.answer(201, NODE + "Replicator-Tx: " + txId + "\r\n", ""));
                Connection connection = new Connection(node.url(), deadlines)) {
            assertReading(Answer.HUNG_UP, UNKNOWN, store(connection, true));
            assertReading(Answer.STORED, new Outcome.Stored<>(), store(connection, false));
        }
    }

    @Test
    void withoutAConnectionNothingWasSent() throws IOException {
        int port;
        try (ServerSocket socket = new ServerSocket(0)) {
            port = socket.getLocalPort();
        }
        try (Connection connection = new Connection(URI.create("http://127.0.0.1:" + port), deadlines)) {
            assertReading(Answer.NOT_CONNECTED, REFUSED, store(connection, false));
            assertInstanceOf(Exchange.NotSent.class, connection.get("/store/k"));
        }
    }

    @Test
    void aReadFindsTheProposalThatItsBytesName() throws IOException {
        String headers = NODE + "Replicator-Tx: " + txId + "\r\n";
        assertReading(Answer.FOUND, new Outcome.Found<>(txId), read(FakeNode.answer(200, headers, value(txId))));
        assertReading(Answer.KEY_UNKNOWN, new Outcome.Missing<>(), read(FakeNode.answer(404, NODE, "{}")));
        assertReading(Answer.UNAVAILABLE, UNAVAILABLE, read(FakeNode.answer(503, NODE, "{}")));
        assertReading(Answer.FAILED, UNAVAILABLE, read(FakeNode.answer(404, "", "who?")));
        assertReading(Answer.CUT_OFF, UNAVAILABLE, read(client -> false));
    }

    @Test
    void aReadOfOtherBytesIsABrokenPromise() throws IOException {
        String headers = NODE + "Replicator-Tx: " + txId + "\r\n";
        assertFalse(read(FakeNode.answer(200, headers, "something")).broken().isEmpty());
        assertFalse(
                read(FakeNode.answer(200, headers, value("aaaaaaaa"))).broken().isEmpty());
    }

    @Test
    void answersMayComeInChunks() throws IOException {
        String value = value(txId);
        String response = "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n" + NODE + "Replicator-Tx: " + txId
                + "\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\n" + value.substring(0, 5) + "\r\n"
                + Integer.toHexString(value.length() - 5) + "\r\n" + value.substring(5) + "\r\n0\r\nA: b\r\n\r\n";
        assertReading(Answer.FOUND, new Outcome.Found<>(txId), read(FakeNode.bytes(response)));
    }
}
