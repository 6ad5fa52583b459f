package io.replicator.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every answer that a node or something else may give to a store, and what the client makes of it. */
class PutTest {

    private static final byte[] VALUE = "value".getBytes(StandardCharsets.UTF_8);

    private final List<FakeNode> nodes = new ArrayList<>();

    /** The deadlines of these tests are too short for the first use of the HTTP client, which loads its classes. */
    @BeforeAll
    static void loadClasses() throws IOException {
        try (FakeNode node = new FakeNode(FakeNode.stored());
                ReplicatorClient client =
                        ReplicatorClient.builder().node(node.url()).build()) {
            assertInstanceOf(PutResult.Stored.class, client.put("k", VALUE));
        }
    }

    @AfterEach
    void stop() {
        nodes.forEach(FakeNode::close);
    }

    private FakeNode node(FakeNode.Reply... replies) throws IOException {
        FakeNode node = new FakeNode(replies);
        nodes.add(node);
        return node;
    }

    private static ReplicatorClient.Builder quick(String... urls) {
        ReplicatorClient.Builder builder = ReplicatorClient.builder()
                .connectTimeout(Duration.ofMillis(500))
                .attemptTimeout(Duration.ofMillis(300))
                .deadline(Duration.ofMillis(1200));
        Stream.of(urls).forEach(builder::node);
        return builder;
    }

    private static PutResult put(FakeNode... asked) {
        try (ReplicatorClient client = quick(Stream.of(asked).map(FakeNode::url).toArray(String[]::new))
                .build()) {
            return client.put("k", VALUE);
        }
    }

    private static String freeUrl() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return "http://127.0.0.1:" + socket.getLocalPort();
        }
    }

    @Test
    void reportsStoredWithTheTransactionThatItMade() throws IOException {
        FakeNode node = node(FakeNode.stored());
        PutResult.Stored stored = assertInstanceOf(PutResult.Stored.class, put(node));
        assertEquals("aa", stored.pid());
        assertEquals(
                new FakeNode.Seen("PUT", "/store/k", stored.txId(), "value"),
                node.seen().getFirst());
    }

    @Test
    void makesAnotherTransactionForEachPut() throws IOException {
        FakeNode node = node(FakeNode.stored());
        assertNotEquals(put(node).txId(), put(node).txId());
    }

    @Test
    void reportsTheWinnerOfATakenKey() throws IOException {
        PutResult.KeyExists exists =
                assertInstanceOf(PutResult.KeyExists.class, put(node(FakeNode.taken("key-exists", true))));
        assertEquals(new PutResult.Winner("other", "bb", true), exists.winner());
    }

    @Test
    void reportsTheHolderOfAReservedKeyWhenNothingWasSentBefore() throws IOException {
        PutResult.KeyReserved reserved =
                assertInstanceOf(PutResult.KeyReserved.class, put(node(FakeNode.taken("key-reserved", false))));
        assertEquals(new PutResult.Winner("other", "bb", false), reserved.holder());
    }

    @Test
    void takesKeyReservedForNoAnswerOnceTheTransactionMayHaveBeenSent() throws IOException {
        FakeNode first = node(FakeNode.hangUp());
        FakeNode second = node(FakeNode.taken("key-reserved", false), FakeNode.stored());
        PutResult result = put(first, second);
        assertInstanceOf(PutResult.Stored.class, result);
        assertEquals(2, second.seen().size());
    }

    @Test
    void staysUnknownWhenARetriedTransactionIsOnlyEverReserved() throws IOException {
        assertInstanceOf(
                PutResult.Unknown.class, put(node(FakeNode.hangUp()), node(FakeNode.taken("key-reserved", false))));
    }

    @Test
    void staysUnknownWhenARetriedTransactionIsNotAttemptedAnyMore() throws IOException {
        PutResult.Unknown unknown = assertInstanceOf(
                PutResult.Unknown.class,
                put(node(FakeNode.problem(504, "outcome-unknown", ""), FakeNode.problem(503, "not-attempted", ""))));
        assertTrue(unknown.detail().contains("because not-attempted"), unknown.detail());
    }

    @Test
    void retriesTheSameTransactionAtTheNextNodeAfterAnUnknownOutcome() throws IOException {
        FakeNode first = node(FakeNode.problem(504, "outcome-unknown", ""));
        FakeNode second = node(FakeNode.alreadyYours());
        PutResult.AlreadyYours already = assertInstanceOf(PutResult.AlreadyYours.class, put(first, second));
        assertEquals(already.txId(), first.seen().getFirst().txId());
        assertEquals(first.seen().getFirst(), second.seen().getFirst());
    }

    @Test
    void acceptsACommittedWinnerAfterAnUnknownOutcome() throws IOException {
        FakeNode first = node(FakeNode.problem(504, "outcome-unknown", ""));
        assertInstanceOf(PutResult.KeyExists.class, put(first, node(FakeNode.taken("key-exists", false))));
    }

    @Test
    void acceptsAReusedTransactionAsFinal() throws IOException {
        assertInstanceOf(PutResult.TxReused.class, put(node(FakeNode.problem(422, "tx-reused", ""))));
    }

    @Test
    void takesAReusedTransactionForNoAnswerUntilItIsCommittedOnceItMayHaveBeenSent() throws IOException {
        FakeNode first = node(FakeNode.hangUp());
        FakeNode second = node(
                FakeNode.problem(422, "tx-reused", ""),
                FakeNode.problem(422, "tx-reused", ",\"winner\":{\"txId\":\"t\",\"pid\":\"bb\",\"sameValue\":false}"));
        assertInstanceOf(PutResult.TxReused.class, put(first, second));
        assertEquals(2, second.seen().size());
        assertInstanceOf(
                PutResult.Unknown.class, put(node(FakeNode.hangUp()), node(FakeNode.problem(422, "tx-reused", ""))));
    }

    @Test
    void isNotStoredWhenNoNodeEverAttemptedIt() throws IOException {
        PutResult result = put(node(FakeNode.problem(503, "not-attempted", ",\"retryAfterMillis\":5")));
        PutResult.NotStored notStored = assertInstanceOf(PutResult.NotStored.class, result, result::toString);
        assertEquals("not-attempted", notStored.code());
    }

    @Test
    void isNotStoredWhenNoNodeCanBeReached() throws IOException {
        try (ReplicatorClient client =
                quick(freeUrl()).connectPatience(Duration.ofMillis(1)).build()) {
            PutResult.NotStored notStored = assertInstanceOf(PutResult.NotStored.class, client.put("k", VALUE));
            assertEquals("unreachable", notStored.code());
            assertTrue(notStored.detail().contains("connection refused"), notStored.detail());
        }
    }

    @Test
    void passesOverANodeThatIsDownAndRemembersTheOneThatIsUp() throws IOException {
        FakeNode up = node(FakeNode.stored());
        String down = freeUrl();
        try (ReplicatorClient client = quick(down, up.url()).build()) {
            assertInstanceOf(PutResult.Stored.class, client.put("k", VALUE));
            assertInstanceOf(PutResult.Stored.class, client.put("k", VALUE));
        }
        assertEquals(2, up.seen().size());
    }

    @Test
    void reportsWhatANodeRefuses() throws IOException {
        PutResult.Rejected rejected =
                assertInstanceOf(PutResult.Rejected.class, put(node(FakeNode.problem(413, "value-too-large", ""))));
        assertEquals("value-too-large", rejected.code());
    }

    @Test
    void doesNotTakeALaterRefusalForTheOutcomeOfAnEarlierAttempt() throws IOException {
        FakeNode first = node(FakeNode.hangUp(), FakeNode.stored());
        FakeNode smaller = node(FakeNode.problem(413, "value-too-large", ""));
        assertInstanceOf(PutResult.Stored.class, put(first, smaller));
    }

    static Stream<FakeNode.Reply> nonsense() {
        return Stream.of(
                FakeNode.plain(201, ""),
                FakeNode.plain(201, "stored, trust me"),
                FakeNode.plain(201, "{\"txId\":\"somebody-else\",\"pid\":\"aa\"}"),
                FakeNode.plain(201, "{\"txId\":"),
                FakeNode.plain(200, "[1,2,3]"),
                FakeNode.plain(409, "<html>Conflict</html>"),
                FakeNode.problem(409, "key-exists", ""),
                FakeNode.problem(409, "key-exists", ",\"winner\":{\"txId\":7}"),
                FakeNode.plain(500, "oops"),
                FakeNode.stranger(200, "<html>Please log in</html>"),
                FakeNode.stranger(502, "Bad gateway"),
                FakeNode.hangUp(),
                FakeNode.hangUpInBody(),
                FakeNode.endless());
    }

    @ParameterizedTest
    @MethodSource("nonsense")
    void isNeverCertainAfterNonsense(FakeNode.Reply reply) throws IOException {
        assertInstanceOf(PutResult.Unknown.class, put(node(reply)));
    }

    @ParameterizedTest
    @MethodSource("nonsense")
    void learnsTheOutcomeFromTheNextNodeAfterNonsense(FakeNode.Reply reply) throws IOException {
        assertInstanceOf(PutResult.Stored.class, put(node(reply), node(FakeNode.stored())));
    }

    @Test
    void doesNotStoreAtAStrangersServer() throws IOException {
        PutResult.Rejected rejected =
                assertInstanceOf(PutResult.Rejected.class, put(node(FakeNode.stranger(404, "Not Found"))));
        assertEquals("not-a-replicator-node", rejected.code());
    }

    @Test
    void givesUpOnABodyThatNeverComes() throws IOException {
        FakeNode slow = new FakeNode();
        nodes.add(slow);
        slow.then(slow.slowBody());
        long start = System.nanoTime();
        assertInstanceOf(PutResult.Unknown.class, put(slow));
        assertTrue(Duration.ofNanos(System.nanoTime() - start).toSeconds() < 5);
    }

    @Test
    void treatsASuppliedTransactionAsPossiblySent() throws IOException {
        FakeNode node = node(FakeNode.taken("key-reserved", false));
        try (ReplicatorClient client = quick(node.url()).build()) {
            assertEquals(
                    "tx-1",
                    assertInstanceOf(PutResult.Unknown.class, client.put("k", VALUE, "tx-1"))
                            .txId());
        }
        assertEquals("tx-1", node.seen().getFirst().txId());
    }

    @Test
    void returnsUnknownWhenInterrupted() throws IOException {
        FakeNode slow = new FakeNode();
        nodes.add(slow);
        slow.then(slow.slowBody());
        Thread caller = Thread.currentThread();
        FakeNode.Reply interrupting = (exchange, seen) -> caller.interrupt();
        FakeNode node = node(interrupting);
        try (ReplicatorClient client = quick(node.url(), slow.url())
                .attemptTimeout(Duration.ofSeconds(20))
                .deadline(Duration.ofSeconds(20))
                .build()) {
            assertInstanceOf(PutResult.Unknown.class, client.put("k", VALUE));
            assertTrue(Thread.interrupted());
        }
    }

    @Test
    void encodesEveryByteOfAKey() throws IOException {
        FakeNode node = node(FakeNode.stored());
        try (ReplicatorClient client = quick(node.url()).build()) {
            client.put("a/b c%?#+\u00fc\ud83d\ude00~._-", VALUE);
        }
        assertEquals(
                "/store/a%2Fb%20c%25%3F%23%2B%C3%BC%F0%9F%98%80~._-",
                node.seen().getFirst().rawTarget());
    }

    @Test
    void refusesKeysThatNoNodeTakes() throws IOException {
        FakeNode node = node(FakeNode.stored());
        try (ReplicatorClient client = quick(node.url()).build()) {
            for (String bad : List.of("", ".", "..", "a\nb", "\ud800", "\u00fc".repeat(257))) {
                assertThrows(IllegalArgumentException.class, () -> client.put(bad, VALUE));
            }
        }
        assertEquals(List.of(), node.seen());
    }

    @Test
    void refusesAddressesThatAreNoNodes() {
        for (String bad : List.of("127.0.0.1:8000", "ftp://a", "http://", "http://a:99999", "http://a/?b", "ht tp")) {
            assertThrows(
                    IllegalArgumentException.class,
                    () -> ReplicatorClient.builder().node(bad),
                    bad);
        }
    }
}
