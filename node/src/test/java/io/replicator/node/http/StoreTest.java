package io.replicator.node.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.engine.model.Hash256;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.TxId;
import io.replicator.engine.model.Value;
import io.replicator.engine.outcome.StoreOutcome;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StoreTest {

    private static final TxId MINE = new TxId("mine");
    private static final TxId OTHER = new TxId("other");
    private static final Pid PID = Pid.of(MemoryReplica.NETWORK, Key.ofClient("k"), OTHER, Value.of(new byte[] {1}));

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
    void storesTheBytesAsTheyAre() throws Exception {
        byte[] value = new byte[256];
        for (int i = 0; i < value.length; i++) {
            value[i] = (byte) i;
        }
        HttpResponse<byte[]> response = fixture.send("PUT", "/store/bytes", BodyPublishers.ofByteArray(value));
        assertEquals(201, response.statusCode());
        Map<String, Object> json = ServerFixture.json(response);
        assertEquals("bytes", json.get("key"));
        assertEquals("stored", json.get("outcome"));
        assertEquals(ServerFixture.header(response, "Replicator-Tx"), json.get("txId"));
        assertEquals(MemoryReplica.NODE.peer().text(), ServerFixture.header(response, "Replicator-Node"));
        assertEquals("east", ServerFixture.header(response, "Replicator-Cluster"));
        MemoryReplica.Asked asked = fixture.replica.asked.take();
        assertArrayEquals(value, asked.value().unsafeBytes());
        assertTrue(asked.madeHere());
        assertEquals(ServerFixture.SETTINGS.requestTimeout(), asked.timeout());
        assertEquals(
                json.get("pid"),
                Pid.of(MemoryReplica.NETWORK, asked.key(), asked.txId(), asked.value())
                        .toString());
    }

    @Test
    void storesAnEmptyValue() throws Exception {
        assertEquals(201, fixture.put("/store/empty", "").statusCode());
        assertEquals(
                201, fixture.send("PUT", "/store/none", BodyPublishers.noBody()).statusCode());
        assertEquals(0, fixture.replica.asked.take().value().length());
        assertEquals(0, fixture.replica.asked.take().value().length());
    }

    @Test
    void takesTheTransactionOfTheClient() throws Exception {
        HttpResponse<byte[]> first = fixture.put("/store/k", "v", "Idempotency-Key", "mine");
        assertEquals(201, first.statusCode());
        assertEquals("mine", ServerFixture.header(first, "Replicator-Tx"));
        assertFalse(fixture.replica.asked.take().madeHere());

        HttpResponse<byte[]> again = fixture.put("/store/k", "v", "Idempotency-Key", "mine");
        assertEquals(200, again.statusCode());
        assertEquals("already-yours", ServerFixture.json(again).get("outcome"));

        Map<String, Object> reused =
                ServerFixture.problem(fixture.put("/store/k", "w", "Idempotency-Key", "mine"), 422, "tx-reused");
        assertEquals("mine", reused.get("txId"));
        Map<String, Object> winner = ServerFixture.map(reused.get("winner"));
        assertEquals("mine", winner.get("txId"));
        assertEquals(ServerFixture.json(again).get("pid"), winner.get("pid"));
        assertEquals(false, winner.get("sameValue"));
    }

    @Test
    void namesNoWinnerOfAReusedTransactionThatIsNotCommitted() throws Exception {
        TxId mine = new TxId("mine");
        fixture.replica.outcome = new StoreOutcome.TxReused(mine, new Pid(Hash256.ZERO));
        assertNull(ServerFixture.problem(fixture.put("/store/k", "w", "Idempotency-Key", "mine"), 422, "tx-reused")
                .get("winner"));
    }

    @Test
    void makesAnotherTransactionForEveryRequest() throws Exception {
        String first = ServerFixture.header(fixture.put("/store/a", "v"), "Replicator-Tx");
        String second = ServerFixture.header(fixture.put("/store/b", "v"), "Replicator-Tx");
        assertFalse(first.isEmpty());
        assertFalse(first.equals(second));
    }

    @Test
    void refusesATransactionIdThatIsNone() throws Exception {
        ServerFixture.problem(fixture.put("/store/k", "v", "Idempotency-Key", "two words"), 400, "bad-request");
        ServerFixture.problem(fixture.put("/store/k", "v", "Idempotency-Key", "x".repeat(129)), 400, "bad-request");
        assertTrue(fixture.replica.asked.isEmpty());
    }

    @Test
    void namesTheWinnerWhenTheKeyExists() throws Exception {
        fixture.put("/store/k", "theirs", "Idempotency-Key", "other");
        HttpResponse<byte[]> response = fixture.put("/store/k", "mine", "Idempotency-Key", "mine");
        assertEquals("mine", ServerFixture.header(response, "Replicator-Tx"));
        Map<String, Object> problem = ServerFixture.problem(response, 409, "key-exists");
        assertEquals("k", problem.get("key"));
        assertEquals("mine", problem.get("txId"));
        assertEquals("/store/k", problem.get("instance"));
        assertWinner(problem, false);
        assertWinner(ServerFixture.problem(fixture.put("/store/k", "theirs"), 409, "key-exists"), true);
    }

    @Test
    void namesTheHolderWhenTheKeyIsReserved() throws Exception {
        fixture.replica.outcome = new StoreOutcome.KeyReserved(MINE, OTHER, PID, true);
        Map<String, Object> problem = ServerFixture.problem(fixture.put("/store/k", "v"), 409, "key-reserved");
        assertWinner(problem, true);
        assertTrue(String.valueOf(problem.get("detail")).contains("choose another key"));
    }

    @Test
    void tellsHowToLearnAnUnknownOutcome() throws Exception {
        fixture.replica.outcome = new StoreOutcome.Unknown(MINE);
        Map<String, Object> problem =
                ServerFixture.problem(fixture.put("/store/k", "v", "Idempotency-Key", "mine"), 504, "outcome-unknown");
        assertEquals("mine", problem.get("txId"));
        assertTrue(String.valueOf(problem.get("detail")).contains("Idempotency-Key: mine"));
    }

    @Test
    void saysWhenNothingWasAttempted() throws Exception {
        fixture.replica.outcome = new StoreOutcome.NotAttempted(MINE, "no quorum is connected");
        HttpResponse<byte[]> response = fixture.put("/store/k", "v");
        Map<String, Object> problem = ServerFixture.problem(response, 503, "not-attempted");
        assertEquals("1", ServerFixture.header(response, "Retry-After"));
        assertEquals(1000, problem.get("retryAfterMillis"));
        assertTrue(String.valueOf(problem.get("detail")).contains("no quorum is connected"));
    }

    @Test
    void aFailingReplicaIsAnInternalError() throws Exception {
        fixture.replica.holding = true;
        var response = fixture.sendLater("PUT", "/store/k", "v");
        fixture.replica.held.take().completeExceptionally(new IllegalStateException("planted for this test"));
        ServerFixture.problem(response.get(), 500, "internal-error");
        assertTrue(fixture.metrics.scrape().contains("replicator_http_proposals 0.0"), "the permit is given back");
    }

    private static void assertWinner(Map<String, Object> problem, boolean sameValue) {
        Map<String, Object> winner = ServerFixture.map(problem.get("winner"));
        assertEquals("other", winner.get("txId"));
        assertEquals(64, String.valueOf(winner.get("pid")).length());
        assertEquals(sameValue, winner.get("sameValue"));
    }
}
