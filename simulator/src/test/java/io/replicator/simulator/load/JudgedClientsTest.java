package io.replicator.simulator.load;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.simulator.history.Outcome;
import io.replicator.simulator.load.JudgedClients.Operation;
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
}
