package io.replicator.simulator.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.engine.model.Hash256;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.NetworkId;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.TxId;
import io.replicator.engine.model.Value;
import io.replicator.simulator.history.Outcome;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What is noticed of nodes that have not all, or not the same, although only few keys are read. */
class FinalCheckTest {

    private static final NetworkId NETWORK = new NetworkId(Hash256.of(new byte[Hash256.SIZE]));
    private static final int BYTES = 16;
    /** Of those that somebody has, and as many of those that several wanted. */
    private static final int MOST_READ = 1;

    private final Values values = new Values(BYTES, BYTES);
    private final Witness witness = new Witness(() -> {});
    private final Deadlines deadlines = new Deadlines(Duration.ofSeconds(20));
    private final AtomicLong now = new AtomicLong();
    /** A second passes whenever somebody looks. */
    private final Time time = new Time() {
        @Override
        public long now() {
            return now.addAndGet(1_000_000_000L);
        }

        @Override
        public boolean await(long moment) {
            throw new AssertionError();
        }
    };

    private int transactions;

    @AfterEach
    void close() {
        deadlines.close();
    }

    private String acknowledged(String key) {
        String txId = Values.txId(transactions++);
        witness.proposes(key, txId, 1);
        witness.stored(key, txId, true, 0, 1, 2, new Answers.Reading(Answer.STORED, new Outcome.Stored<>()));
        return txId;
    }

    private static String pid(String key, String txId, Values values) {
        byte[] buffer = new byte[BYTES];
        byte[] value = Arrays.copyOf(buffer, values.write(txId, buffer));
        return Pid.of(NETWORK, Key.ofClient(key), new TxId(txId), Value.of(value))
                .toString();
    }

    /** A node with a store of its own, as far as it is asked in the end. */
    private final class Shelf implements FakeNode.Responder {
        private static final String NODE = "Replicator-Node: n\r\n";
        private final Map<String, String> committed = new ConcurrentSkipListMap<>();
        /** What others have, and this one does when it is asked for it. */
        private final Map<String, String> elsewhere = new ConcurrentHashMap<>();

        private final Set<String> reserved = ConcurrentHashMap.newKeySet();

        Shelf holds(Map<String, String> all) {
            committed.putAll(all);
            return this;
        }

        @Override
        public String respond(String request) {
            String path = request.substring(4, request.indexOf(' ', 4));
            String key = path.substring(path.lastIndexOf('/') + 1);
            if (path.equals("/clusters")) {
                return ok("{\"network\":\"" + NETWORK.hash() + "\"}");
            }
            if (path.startsWith("/local/keys?")) {
                return ok(committed.entrySet().stream()
                        .map(entry -> "{\"key\":\"" + entry.getKey() + "\",\"pid\":\""
                                + pid(entry.getKey(), entry.getValue(), values) + "\",\"size\":" + BYTES + "}")
                        .collect(Collectors.joining(",", "{\"keys\":[", "],\"next\":null}")));
            }
            if (path.startsWith("/local/proposed/")) {
                return FakeNode.response(reserved.contains(key) ? 200 : 404, NODE, "{}");
            }
            if (path.startsWith("/store/")) {
                return read(key);
            }
            return ok("{}");
        }

        private String read(String key) {
            String fetched = elsewhere.remove(key);
            if (fetched != null) {
                committed.put(key, fetched);
            }
            @Nullable String txId = committed.get(key);
            if (txId == null) {
                return FakeNode.response(404, NODE, "{}");
            }
            byte[] value = new byte[BYTES];
            values.write(txId, value);
            return FakeNode.response(
                    200, NODE + "Replicator-Tx: " + txId + "\r\n", new String(value, StandardCharsets.ISO_8859_1));
        }

        private static String ok(String body) {
            return FakeNode.response(200, NODE, body);
        }
    }

    private FinalCheck.Result check(Shelf... shelves) throws IOException, InterruptedException {
        try (FakeNode one = FakeNode.responding(shelves[0]);
                FakeNode other = FakeNode.responding(shelves[1])) {
            List<Target> targets =
                    List.of(new Target(one.url(), "1", "a", "a1"), new Target(other.url(), "2", "a", "a2"));
            return check(targets);
        }
    }

    private FinalCheck.Result check(List<Target> targets) throws InterruptedException {
        return new FinalCheck(targets, MOST_READ, 0, new Answers(values), witness, new Unknowns(), time, deadlines)
                .run();
    }

    private Map<String, String> stored(int count) {
        Map<String, String> all = new TreeMap<>();
        for (int n = 0; n < count; n++) {
            all.put("k." + n, acknowledged("k." + n));
        }
        return all;
    }

    @Test
    void countsWhatIsInEveryListAndWhatWasRead() throws Exception {
        Map<String, String> all = stored(50);
        FinalCheck.Result result = check(new Shelf().holds(all), new Shelf().holds(all));
        assertTrue(witness.broken().isEmpty(), () -> witness.broken().toString());
        assertEquals(50, result.listed());
        assertEquals(2, result.lists());
        assertEquals(50, result.taken());
        assertEquals(1, result.takenChecked());
        assertEquals(0, result.unread());
    }

    /** With one of fifty keys read, chance would hardly find it. */
    @Test
    void noticesOneKeyThatIsLostAtOneNode() throws Exception {
        Map<String, String> all = stored(50);
        Shelf forgetful = new Shelf().holds(all);
        forgetful.committed.remove("k.33");
        check(new Shelf().holds(all), forgetful);
        Witness.Broken broken = witness.broken().orElseThrow();
        assertEquals("k.33", broken.key());
        assertEquals(Promise.ONE_REGISTER, broken.promise());
    }

    @Test
    void aCommitThatIsOnItsWayIsNotLost() throws Exception {
        Map<String, String> all = stored(50);
        Shelf late = new Shelf().holds(all);
        late.elsewhere.put("k.33", String.valueOf(late.committed.remove("k.33")));
        assertEquals(2, check(new Shelf().holds(all), late).lists());
        assertTrue(witness.broken().isEmpty(), () -> witness.broken().toString());
    }

    @Test
    void noticesAnotherWinnerAtOneNode() throws Exception {
        Map<String, String> all = stored(50);
        Shelf other = new Shelf().holds(all);
        other.committed.put("k.33", Values.txId(999));
        check(new Shelf().holds(all), other);
        Witness.Broken broken = witness.broken().orElseThrow();
        assertEquals("k.33", broken.key());
        assertEquals(Promise.ONE_WINNER, broken.promise());
        assertTrue(broken.what().contains("a2"), broken.what());
    }

    /** Nobody was told of a winner: it may be free, but neither reserved nor the key of one that was refused. */
    @Test
    void noticesAReservationOfAKeyThatIsNotRead() throws Exception {
        refused("k.free");
        Shelf reserving = new Shelf();
        reserving.reserved.add("k.free");
        check(new Shelf(), reserving);
        Witness.Broken broken = witness.broken().orElseThrow();
        assertEquals("k.free", broken.key());
        assertEquals(Promise.NO_RESERVATION, broken.promise());
    }

    @Test
    void noticesThatOneWhoWasFinallyRefusedHasTheKey() throws Exception {
        String txId = refused("k.refused");
        check(new Shelf(), new Shelf().holds(Map.of("k.refused", txId)));
        Witness.Broken broken = witness.broken().orElseThrow();
        assertEquals("k.refused", broken.key());
        assertEquals(Promise.ONE_REGISTER, broken.promise());
    }

    private String refused(String key) {
        String txId = Values.txId(transactions++);
        witness.proposes(key, txId, 1);
        witness.stored(key, txId, true, 0, 1, 2, new Answers.Reading(Answer.NOT_ATTEMPTED, new Outcome.Refused<>()));
        return txId;
    }

    @Test
    void tellsWhichNodesAreNotThere() throws Exception {
        Map<String, String> all = stored(3);
        URI nobody;
        try (FakeNode gone = FakeNode.responding(new Shelf())) {
            nobody = gone.url();
        }
        Target away = new Target(nobody, "2", "a", "a2");
        try (FakeNode one = FakeNode.responding(new Shelf().holds(all))) {
            FinalCheck.Result result = check(List.of(new Target(one.url(), "1", "a", "a1"), away));
            assertEquals(List.of(away), result.away());
            assertEquals(1, result.lists());
            assertEquals(0, result.unread());
        }
    }
}
