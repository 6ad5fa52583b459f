package io.replicator.simulator.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.simulator.history.Outcome;
import io.replicator.simulator.load.JudgedClients.Operation;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class JudgedClientsTest {

    private final AtomicLong asked = new AtomicLong();

    /** Tells everybody that the key is theirs. */
    private FakeNode.Reply generous() {
        return client -> FakeNode.answer(
                        201,
                        "Replicator-Node: n\r\nReplicator-Tx: " + Values.txId(asked.getAndIncrement()) + "\r\n",
                        "{}")
                .to(client);
    }

    private static Target target(FakeNode node) {
        return new Target(node.url(), "n", "a");
    }

    @Test
    void judgesAndRemembersWhatEachClientIsTold() throws Exception {
        try (FakeNode node = new FakeNode(generous());
                JudgedClients clients = new JudgedClients(List.of(target(node)), 8)) {
            Operation first = clients.store(0, "k");
            assertTrue(first.outcome() instanceof Outcome.Stored<String>);
            assertTrue(clients.broken().isEmpty());
            Operation second = clients.store(0, "k");
            assertEquals(List.of(first, second), clients.operations());
            JudgedClients.Broken broken = clients.broken().orElseThrow();
            assertEquals(Promise.ONE_REGISTER, broken.promise());
            assertEquals("k", broken.key());
            assertNull(clients.contest("another"));
        }
    }

    @Test
    void sendsNothingTwice() throws Exception {
        try (FakeNode node = new FakeNode(client -> false);
                JudgedClients clients = new JudgedClients(List.of(target(node)), 8)) {
            Operation cutOff = clients.store(0, "k");
            assertTrue(cutOff.outcome() instanceof Outcome.Unknown<String>);
            assertTrue(clients.read(0, "k").outcome() instanceof Outcome.Unavailable<String>);
            assertEquals(2, node.requests().size());
        }
    }

    private static final String NODE = "Replicator-Node: n\r\n";

    private static String named(int status, String tx, String body) {
        return FakeNode.response(status, NODE + "Replicator-Tx: " + tx + "\r\n", body);
    }

    private static String value(int number) {
        byte[] value = new byte[8];
        new Values(8, 8).write(Values.txId(number), value);
        return new String(value, StandardCharsets.ISO_8859_1);
    }

    private static String problem(String code, String winner) {
        return "{\"code\":\"" + code + "\",\"winner\":{\"txId\":\"" + winner + "\"}}";
    }

    /** The first has the key, whom the node calls by a name that nobody has heard; the second is told of that name. */
    @Test
    void findsOutWhoseStoreANodeMeansByAnIdThatItMade() throws Exception {
        String name = "848414a9-0753-47c2-ab79-ad6ad6a70713";
        try (FakeNode node = FakeNode.responding(request -> {
                    if (request.startsWith("GET ")) {
                        return named(200, name, value(0));
                    }
                    // The answer to the first is no answer of a node.
                    return request.contains("Idempotency-Key")
                            ? named(409, Values.txId(1), problem("key-exists", name))
                            : FakeNode.response(502, "", "");
                });
                JudgedClients clients = new JudgedClients(List.of(target(node)), 8)) {
            Operation first = clients.storeAnonymously(0, "k");
            assertFalse(node.requests().getFirst().contains("Idempotency-Key"));
            assertTrue(first.outcome() instanceof Outcome.Unknown<String>);
            assertEquals(
                    new Outcome.Taken<>(first.txId()), clients.store(0, "k").outcome());
            assertTrue(clients.broken().isEmpty(), () -> clients.broken().toString());
        }
    }

    @Test
    void aReservedKeyIsRefusedForGood() throws Exception {
        String name = "848414a9-0753-47c2-ab79-ad6ad6a70713";
        try (FakeNode node = FakeNode.responding(request -> request.startsWith("GET ")
                        ? named(200, name, value(0))
                        : named(409, name, problem("key-reserved", "other")));
                JudgedClients clients = new JudgedClients(List.of(target(node)), 8)) {
            assertTrue(clients.storeAnonymously(0, "k").outcome() instanceof Outcome.Refused<String>);
            assertTrue(clients.broken().isEmpty());
            clients.read(0, "k");
            assertEquals(Promise.ONE_REGISTER, clients.broken().orElseThrow().promise(), "it was stored nevertheless");
        }
    }

    @Test
    void aNodeMayNotChangeItsNameForAStore() throws Exception {
        AtomicLong names = new AtomicLong();
        try (FakeNode node = FakeNode.responding(request -> request.startsWith("GET ")
                        ? named(200, "made-by-the-node-" + names.getAndIncrement(), value(0))
                        : named(201, "made-by-the-node-" + names.getAndIncrement(), "{}"));
                JudgedClients clients = new JudgedClients(List.of(target(node)), 8)) {
            assertTrue(clients.storeAnonymously(0, "k").outcome() instanceof Outcome.Stored<String>);
            clients.read(0, "k");
            assertEquals(Promise.HONEST_ANSWERS, clients.broken().orElseThrow().promise());
        }
    }
}
