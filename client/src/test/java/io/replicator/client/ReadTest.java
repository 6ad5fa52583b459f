package io.replicator.client;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReadTest {

    private final List<FakeNode> nodes = new ArrayList<>();

    @AfterEach
    void stop() {
        nodes.forEach(FakeNode::close);
    }

    private FakeNode node(FakeNode.Reply... replies) throws IOException {
        FakeNode node = new FakeNode(replies);
        nodes.add(node);
        return node;
    }

    private ReplicatorClient client(FakeNode... asked) {
        ReplicatorClient.Builder builder = ReplicatorClient.builder()
                .attemptTimeout(Duration.ofMillis(300))
                .deadline(Duration.ofMillis(1000));
        Stream.of(asked).map(FakeNode::url).forEach(builder::node);
        return builder.build();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void returnsTheBytesAndTheProposalThatWon() throws IOException {
        FakeNode node = node(FakeNode.value("hello", "abc"));
        try (ReplicatorClient client = client(node)) {
            GetResult.Found found = assertInstanceOf(GetResult.Found.class, client.get("a/b"));
            assertArrayEquals(bytes("hello"), found.value());
            assertEquals("abc", found.pid());
        }
        assertEquals("/store/a%2Fb", node.seen().getFirst().rawTarget());
    }

    @Test
    void returnsAnEmptyValue() throws IOException {
        try (ReplicatorClient client = client(node(FakeNode.value("", "abc")))) {
            assertEquals(new GetResult.Found(new byte[0], "abc"), client.get("k"));
        }
    }

    @Test
    void asksTheNextNodeWhenOneCannotSay() throws IOException {
        FakeNode ill = node(FakeNode.problem(503, "unavailable", ""));
        try (ReplicatorClient client = client(ill, node(FakeNode.hangUp()), node(FakeNode.value("v", "p")))) {
            assertInstanceOf(GetResult.Found.class, client.get("k"));
        }
    }

    @Test
    void saysUnknownOnlyWhenANodeSaidSo() throws IOException {
        try (ReplicatorClient client = client(node(FakeNode.problem(404, "key-unknown", "")))) {
            assertEquals(new GetResult.KeyUnknown(), client.get("k"));
        }
        for (FakeNode.Reply other : List.of(
                FakeNode.stranger(404, "Not Found"),
                FakeNode.plain(404, "<html>"),
                FakeNode.plain(200, "no ETag"),
                FakeNode.stranger(200, "<html>Please log in</html>"),
                FakeNode.problem(503, "unavailable", ""),
                FakeNode.hangUp())) {
            try (ReplicatorClient client = client(node(other))) {
                assertInstanceOf(GetResult.Unavailable.class, client.get("k"));
            }
        }
    }

    @Test
    void waitsForAKeyAcrossSeveralAnswers() throws IOException {
        FakeNode node = node(
                FakeNode.problem(404, "key-unknown", ""),
                FakeNode.problem(404, "key-unknown", ""),
                FakeNode.value("late", "p"));
        try (ReplicatorClient client = client(node)) {
            assertInstanceOf(GetResult.Found.class, client.get("k", Duration.ofSeconds(20)));
        }
        assertEquals(3, node.seen().size());
        assertTrue(node.seen().getFirst().rawTarget().matches("/store/k\\?wait=[0-9]+ms"));
    }

    @Test
    void saysUnknownWhenTheWaitIsOver() throws IOException {
        try (ReplicatorClient client = client(node(FakeNode.problem(404, "key-unknown", "")))) {
            assertEquals(new GetResult.KeyUnknown(), client.get("k", Duration.ofMillis(100)));
        }
    }

    @Test
    void doesNotSayUnknownWhenNobodyCouldSayAtTheEnd() throws IOException {
        FakeNode node = node(FakeNode.problem(404, "key-unknown", ""), FakeNode.problem(503, "unavailable", ""));
        try (ReplicatorClient client = client(node)) {
            GetResult result = client.get("k", Duration.ofMillis(500));
            GetResult.Unavailable unavailable = assertInstanceOf(GetResult.Unavailable.class, result);
            assertTrue(unavailable.detail().contains("because unavailable"), unavailable.detail());
        }
    }

    @Test
    void reportsWhatANodeRefuses() throws IOException {
        try (ReplicatorClient client = client(node(FakeNode.problem(400, "bad-key", "")))) {
            assertEquals(new GetResult.Rejected("bad-key", "because bad-key"), client.get("k"));
        }
    }

    @Test
    void pagesThroughKeys() throws IOException {
        FakeNode node = node(
                FakeNode.plain(200, "{\"keys\":[{\"key\":\"a b\",\"pid\":\"p\",\"size\":3}],\"next\":\"a b\"}"),
                FakeNode.plain(200, "{\"keys\":[]}"));
        try (ReplicatorClient client = client(node)) {
            KeyPage first = client.keys("a", null, 1);
            assertEquals(List.of(new KeyPage.StoredKey("a b", "p", 3)), first.keys());
            assertNull(client.keys("a", first.next(), 1).next());
        }
        assertEquals(
                "/local/keys?limit=1&prefix=a&after=a%20b", node.seen().get(1).rawTarget());
    }

    @Test
    void readsALongPageOfLongKeys() throws IOException {
        String key = "\\\"".repeat(512);
        String pid = "a".repeat(64);
        String page = Stream.generate(() -> "{\"key\":\"" + key + "\",\"pid\":\"" + pid + "\",\"size\":1048576}")
                .limit(10_000)
                .collect(Collectors.joining(",", "{\"keys\":[", "],\"next\":null}"));
        FakeNode node = node(FakeNode.plain(200, page));
        try (ReplicatorClient client =
                ReplicatorClient.builder().node(node.url()).build()) {
            List<KeyPage.StoredKey> keys = client.keys("", null, 10_000).keys();
            assertEquals(10_000, keys.size());
            assertEquals(new KeyPage.StoredKey("\"".repeat(512), pid, 1 << 20), keys.getLast());
        }
    }

    @Test
    void saysAtOnceThatAnAnswerIsTooLong() throws IOException {
        FakeNode node = node(FakeNode.endless());
        try (ReplicatorClient client =
                ReplicatorClient.builder().node(node.url()).build()) {
            String message = assertThrows(ReplicatorClient.UnavailableException.class, client::peers)
                    .getMessage();
            assertEquals(node.url() + ": the answer is longer than 16777216 bytes", message);
        }
        assertEquals(1, node.seen().size());
    }

    @Test
    void toleratesMembersThatAreMissingOrOfAnotherType() throws IOException {
        FakeNode node = node(FakeNode.plain(200, "{\"peers\":[{\"id\":\"p1\",\"connected\":\"yes\"},7],\"more\":{}}"));
        try (ReplicatorClient client = client(node)) {
            assertEquals(List.of(new Peer("p1", "", "", List.of(), false, false, -1, -1)), client.peers());
        }
    }

    @Test
    void reportsANodeThatIsNotReady() throws IOException {
        FakeNode node = node(FakeNode.problem(503, "not-ready", ""));
        try (ReplicatorClient client = client(node)) {
            NodeStatus status = client.status();
            assertEquals("node-1", status.node());
            assertEquals("because not-ready", status.reason());
        }
    }

    @Test
    void throwsWhenNoNodeAnswersAsOne() throws IOException {
        try (ReplicatorClient client = client(node(FakeNode.plain(200, "not JSON")))) {
            assertThrows(ReplicatorClient.UnavailableException.class, client::clusters);
        }
    }
}
