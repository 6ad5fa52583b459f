package io.replicator.node.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.engine.model.Key;
import io.replicator.engine.model.TxId;
import io.replicator.engine.model.Value;
import io.replicator.node.replica.Replica;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LocalRoutesTest {

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
    void showsWhatIsStoredHere() throws Exception {
        ServerFixture.problem(fixture.get("/local/stored/a%2Fb"), 404, "key-unknown");
        fixture.put("/store/a%2Fb", "value");
        HttpResponse<byte[]> response = fixture.get("/local/stored/a%2Fb");
        assertEquals("value", ServerFixture.text(response));
        assertEquals(
                304,
                fixture.get("/local/stored/a%2Fb", "If-None-Match", ServerFixture.header(response, "ETag"))
                        .statusCode());
    }

    @Test
    void showsWhatIsProposedHere() throws Exception {
        Map<String, Object> json = ServerFixture.json(fixture.get("/local/proposed/proposed%2F1"));
        assertEquals("proposed/1", json.get("key"));
        assertEquals("0", json.get("ballot"));
        assertEquals("t", json.get("txId"));
        assertEquals(17, json.get("ageMillis"));
        ServerFixture.problem(fixture.get("/local/proposed/k"), 404, "key-unknown");
        fixture.put("/store/k", "v");
        String detail = String.valueOf(ServerFixture.problem(fixture.get("/local/proposed/k"), 404, "key-unknown")
                .get("detail"));
        assertTrue(detail.contains("/local/stored"), detail);
    }

    @Test
    void holdsNobodyUpWhileItLooksAtAProposal() throws Exception {
        CompletableFuture<Void> look = new CompletableFuture<>();
        fixture.replica.look = look;
        List<CompletableFuture<HttpResponse<byte[]>>> looking = new ArrayList<>();
        for (int i = 0; i < 2 * ServerFixture.SETTINGS.threads(); i++) {
            looking.add(fixture.sendLater("GET", "/local/proposed/proposed" + i, ""));
        }
        assertEquals(200, fixture.get("/health/live").statusCode());
        look.complete(null);
        for (CompletableFuture<HttpResponse<byte[]>> answer : looking) {
            assertEquals(200, answer.get().statusCode());
        }
    }

    @Test
    void listsKeysPageByPage() throws Exception {
        List<String> expected = new ArrayList<>();
        for (int i = 10; i < 17; i++) {
            fixture.put("/store/a%20%26" + i, "x".repeat(i));
            expected.add("a &" + i);
        }
        fixture.put("/store/b", "v");
        List<String> found = new ArrayList<>();
        String path = "/local/keys?prefix=a%20&limit=3";
        int pages = 0;
        while (!path.isEmpty()) {
            HttpResponse<byte[]> response = fixture.get(path);
            Map<String, Object> json = ServerFixture.json(response);
            for (Object entry : ServerFixture.list(json.get("keys"))) {
                found.add(String.valueOf(((Map<?, ?>) entry).get("key")));
                assertEquals(64, String.valueOf(((Map<?, ?>) entry).get("pid")).length());
            }
            String link = ServerFixture.header(response, "Link");
            assertEquals(link.isEmpty(), json.get("next") == null);
            path = link.isEmpty() ? "" : link.substring(1, link.indexOf('>'));
            pages++;
        }
        assertEquals(expected, found);
        assertEquals(3, pages);
    }

    @Test
    void endsALongPageBeforeItsLimit() throws Exception {
        int count = 3000;
        for (int i = 0; i < count; i++) {
            Key key = Key.ofClient("k".repeat(Key.MAX_CLIENT_BYTES - 5) + (10_000 + i));
            fixture.replica
                    .store(key, Value.EMPTY, new TxId("t"), false, Duration.ofSeconds(5))
                    .join();
        }
        List<String> found = new ArrayList<>();
        String path = "/local/keys?limit=10000";
        int pages = 0;
        while (!path.isEmpty()) {
            HttpResponse<byte[]> response = fixture.get(path);
            assertTrue(response.body().length < 5 * KeysHereRoute.LONG_PAGE / 4, "bytes: " + response.body().length);
            Map<String, Object> json = ServerFixture.json(response);
            for (Object entry : ServerFixture.list(json.get("keys"))) {
                found.add(String.valueOf(((Map<?, ?>) entry).get("key")));
            }
            String link = ServerFixture.header(response, "Link");
            path = link.isEmpty() ? "" : link.substring(1, link.indexOf('>'));
            pages++;
        }
        assertEquals(count, found.stream().distinct().count());
        assertEquals(count, found.size());
        assertEquals(2, pages);
    }

    @Test
    void refusesPagesThatMakeNoSense() throws Exception {
        for (String query : new String[] {"limit=0", "limit=10001", "limit=x", "limit=", "prefix=" + "x".repeat(513)}) {
            ServerFixture.problem(fixture.get("/local/keys?" + query), 400, "bad-request");
        }
        ServerFixture.problem(fixture.get("/local/keys?after=" + "x".repeat(1025)), 400, "bad-request");
    }

    @Test
    void showsThePeers() throws Exception {
        List<?> peers =
                ServerFixture.list(ServerFixture.json(fixture.get("/peers")).get("peers"));
        Map<String, Object> self = ServerFixture.map(peers.get(0));
        assertEquals("12D3KooWTestNode", self.get("id"));
        assertEquals("voter", self.get("role"));
        assertEquals(true, self.get("self"));
        assertEquals(List.of("/ip4/127.0.0.1/tcp/4001"), self.get("addresses"));
        assertNull(self.get("roundTripMicros"));
        Map<String, Object> other = ServerFixture.map(peers.get(1));
        assertEquals(250, other.get("roundTripMicros"));
        assertNull(other.get("lastSeenMillis"));
        assertEquals(false, other.get("connected"));
    }

    @Test
    void showsTheClusters() throws Exception {
        Map<String, Object> json = ServerFixture.json(fixture.get("/clusters"));
        assertEquals(1, json.get("epoch"));
        assertEquals(MemoryReplica.NETWORK.toString(), json.get("network"));
        Map<String, Object> cluster =
                ServerFixture.map(ServerFixture.list(json.get("clusters")).get(0));
        assertEquals("east", cluster.get("cluster"));
        assertEquals(2, cluster.get("majority"));
        assertEquals(true, cluster.get("writesPossible"));
        assertEquals(List.of("12D3KooWTestNode", "12D3KooWOtherNode"), cluster.get("members"));
    }

    @Test
    void tellsWhetherTheNodeIsLiveAndReady() throws Exception {
        assertEquals("live", ServerFixture.json(fixture.get("/health/live")).get("status"));
        assertEquals("ready", ServerFixture.json(fixture.get("/health/ready")).get("status"));
        fixture.replica.readiness = new Replica.Readiness(false, "2 of 3 peers are discovered");
        HttpResponse<byte[]> response = fixture.get("/health/ready");
        ServerFixture.problem(response, 503, "not-ready");
        assertTrue(ServerFixture.text(response).contains("2 of 3 peers are discovered"));
        assertFalse(ServerFixture.header(response, "Retry-After").isEmpty());
        assertEquals(200, fixture.get("/health/live").statusCode());
    }

    @Test
    void countsRequestsByRouteAndStatus() throws Exception {
        fixture.put("/store/k", "v");
        fixture.get("/store/k");
        fixture.get("/store/none");
        fixture.get("/nowhere");
        HttpResponse<byte[]> response = fixture.get("/metrics");
        String page = ServerFixture.text(response);
        assertTrue(ServerFixture.header(response, "Content-Type").startsWith("text/plain"));
        for (String line : new String[] {
            "replicator_http_requests_total{method=\"PUT\",route=\"/store/{key}\",status=\"201\"} 1.0",
            "replicator_http_requests_total{method=\"GET\",route=\"/store/{key}\",status=\"200\"} 1.0",
            "replicator_http_requests_total{method=\"GET\",route=\"/store/{key}\",status=\"404\"} 1.0",
            "replicator_http_requests_total{method=\"any\",route=\"other\",status=\"404\"} 1.0",
            "replicator_proposals_total{outcome=\"stored\"} 1.0",
            "replicator_reads_total{outcome=\"not-found\"} 1.0",
            "replicator_proposal_phase_seconds_count{phase=\"total\"} 1"
        }) {
            assertTrue(page.contains(line), line + " is not in\n" + page);
        }
    }
}
