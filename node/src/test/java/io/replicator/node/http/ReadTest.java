package io.replicator.node.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.engine.model.Key;
import io.replicator.engine.model.KeyState;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.TxId;
import io.replicator.engine.model.Value;
import io.replicator.engine.outcome.ReadOutcome;
import io.replicator.node.http.HttpSettings.Stores;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Random;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReadTest {

    private ServerFixture fixture;

    @BeforeEach
    void start() throws Exception {
        fixture = new ServerFixture(ServerFixture.SETTINGS.withStores(Stores.DEFAULT));
    }

    @AfterEach
    void stop() {
        fixture.close();
    }

    @Test
    void readsWhatWasStored() throws Exception {
        HttpResponse<byte[]> stored = fixture.put("/store/k", "value", "Idempotency-Key", "mine");
        HttpResponse<byte[]> response = fixture.get("/store/k");
        assertEquals(200, response.statusCode());
        assertEquals("value", ServerFixture.text(response));
        assertEquals("application/octet-stream", ServerFixture.header(response, "Content-Type"));
        assertEquals("mine", ServerFixture.header(response, "Replicator-Tx"));
        assertEquals(
                '"' + String.valueOf(ServerFixture.json(stored).get("pid")) + '"',
                ServerFixture.header(response, "ETag"));
    }

    @Test
    void headSaysTheSameWithoutTheBody() throws Exception {
        fixture.put("/store/k", "value");
        HttpResponse<byte[]> get = fixture.get("/store/k");
        HttpResponse<byte[]> head = fixture.send("HEAD", "/store/k", BodyPublishers.noBody());
        assertEquals(200, head.statusCode());
        assertEquals(0, head.body().length);
        assertEquals("5", ServerFixture.header(head, "Content-Length"));
        assertEquals(ServerFixture.header(get, "ETag"), ServerFixture.header(head, "ETag"));
        assertEquals(
                404,
                fixture.send("HEAD", "/store/other", BodyPublishers.noBody()).statusCode());
    }

    @Test
    void doesNotSendWhatTheClientHas() throws Exception {
        fixture.put("/store/k", "value");
        String tag = ServerFixture.header(fixture.get("/store/k"), "ETag");
        for (String tags : new String[] {tag, "W/" + tag, "\"a\", " + tag, "*"}) {
            HttpResponse<byte[]> response = fixture.get("/store/k", "If-None-Match", tags);
            assertEquals(304, response.statusCode(), tags);
            assertEquals(0, response.body().length);
            assertEquals(tag, ServerFixture.header(response, "ETag"));
        }
        assertEquals(200, fixture.get("/store/k", "If-None-Match", "\"a\"").statusCode());
    }

    @Test
    void asksAQuorumForWhatIsNotHere() throws Exception {
        KeyState.Committed remote = committed("value".getBytes(StandardCharsets.UTF_8));
        fixture.replica.remote = new ReadOutcome.Found(remote);
        assertEquals("value", ServerFixture.text(fixture.get("/store/k")));
        ServerFixture.problem(fixture.get("/store/k?stale=ok"), 404, "key-unknown");
    }

    @Test
    void writesLongValuesFromBothSides() throws Exception {
        byte[] value = new byte[1 << 20];
        long seed = 20261123;
        new Random(seed).nextBytes(value);
        fixture.replica.remote = new ReadOutcome.Found(committed(value));
        assertArrayEquals(value, fixture.get("/store/remote").body());
        assertEquals(
                201,
                fixture.send("PUT", "/store/here", BodyPublishers.ofByteArray(value))
                        .statusCode());
        assertArrayEquals(value, fixture.get("/store/here").body());
        HttpResponse<byte[]> head = fixture.send("HEAD", "/store/here", BodyPublishers.noBody());
        assertEquals(Integer.toString(value.length), ServerFixture.header(head, "Content-Length"));
    }

    @Test
    void saysThatNobodyHasTheKey() throws Exception {
        assertEquals(
                "k",
                ServerFixture.problem(fixture.get("/store/k"), 404, "key-unknown")
                        .get("key"));
    }

    @Test
    void saysWhenNoQuorumCanSay() throws Exception {
        fixture.replica.remote = new ReadOutcome.Unavailable("2 of 3 clusters are silent");
        HttpResponse<byte[]> response = fixture.get("/store/k");
        ServerFixture.problem(response, 503, "unavailable");
        assertEquals("1", ServerFixture.header(response, "Retry-After"));
        assertTrue(ServerFixture.text(response).contains("2 of 3 clusters are silent"));
    }

    @Test
    void waitsForTheKeyLongerThanAnIdleConnectionMay() throws Exception {
        assertTrue(ServerFixture.SETTINGS.connections().idleTimeout().compareTo(Duration.ofMillis(1500)) < 0);
        HttpResponse<byte[]> late = fixture.get("/store/k?wait=1500ms");
        ServerFixture.problem(late, 404, "key-unknown");
    }

    @Test
    void answersAWaitWhenTheKeyIsTaken() throws Exception {
        var waiting = fixture.sendLater("GET", "/store/k?wait=1m", "");
        Awaitility.await().until(() -> fixture.metrics.scrape().contains("replicator_http_waits 1.0"));
        ServerFixture.problem(fixture.get("/store/k2?wait=1s"), 503, "unavailable");
        fixture.put("/store/k", "value");
        assertEquals("value", ServerFixture.text(waiting.get()));
        assertTrue(fixture.metrics.scrape().contains("replicator_http_waits 0.0"));
    }

    @Test
    void refusesParametersThatItCannotRead() throws Exception {
        for (String query :
                new String[] {"wait=30", "wait=-1s", "wait=6m", "wait=", "wait=1h", "wait=99999999999s", "stale=yes"}) {
            ServerFixture.problem(fixture.get("/store/k?" + query), 400, "bad-request");
        }
        ServerFixture.problem(fixture.get("/store/k?stale=ok&wait=1s"), 400, "bad-request");
    }

    private static KeyState.Committed committed(byte[] bytes) {
        TxId txId = new TxId("t");
        Value value = Value.of(bytes);
        return new KeyState.Committed(Pid.of(MemoryReplica.NETWORK, Key.ofClient("k"), txId, value), txId, value);
    }
}
