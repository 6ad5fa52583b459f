package io.replicator.engine.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.engine.acceptor.Acceptor;
import io.replicator.engine.coordinator.ReadCall;
import io.replicator.engine.message.Message.Ask;
import io.replicator.engine.message.Message.Commit;
import io.replicator.engine.message.Message.Pull;
import io.replicator.engine.message.Message.Pulled;
import io.replicator.engine.message.Message.Relay;
import io.replicator.engine.message.Request;
import io.replicator.engine.model.Key;
import io.replicator.engine.outcome.ReadOutcome;
import io.replicator.engine.outcome.ReadOutcome.Found;
import io.replicator.engine.outcome.ReadOutcome.NotFound;
import io.replicator.engine.outcome.ReadOutcome.Unavailable;
import io.replicator.engine.port.Journal;
import io.replicator.engine.world.World.Sent;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Reads, and how nodes learn what they missed. */
class ReadScenariosTest {

    private static final long SEED = 11;

    private static boolean isCommit(Sent sent) {
        return sent.message() instanceof Commit
                || (sent.message() instanceof Relay relay && relay.message() instanceof Commit);
    }

    private static void store(World world, int node, String key, String value) {
        History.Store store = world.store(world.node(node), key, value);
        assertTrue(world.runUntil(store::isDone, 6 * World.SECOND));
    }

    private static ReadOutcome read(World world, int node, String key) {
        History.Read read = world.read(world.node(node), key);
        assertTrue(world.runUntil(() -> read.outcome != null, 6 * World.SECOND));
        return read.outcome();
    }

    @Test
    void readOfCommittedKeyIsLocal() {
        World world = new World(SEED, 3);
        store(world, 0, "key", "value");
        world.run(World.SECOND);
        List<Sent> sent = world.network.record();
        Found found =
                assertInstanceOf(Found.class, world.read(world.node(1), "key").outcome());
        assertEquals(World.value("value"), found.committed().value());
        assertTrue(sent.isEmpty());
    }

    @Test
    void readOfUnknownKeyTakesOneRoundTripAndNoSync() {
        World world = new World(SEED, 3, 3);
        int syncs = world.nodes.stream().mapToInt(node -> node.disk.syncs()).sum();
        long begin = world.time();
        assertEquals(new NotFound(), read(world, 0, "key"));
        assertTrue(world.time() - begin <= 2 * (10_000 + 250) + 100);
        assertEquals(
                syncs, world.nodes.stream().mapToInt(node -> node.disk.syncs()).sum());
    }

    @Test
    void readFindsWhatIsDecidedThoughNoCommitCame() {
        World world = new World(SEED, 3);
        world.network.filter = sent -> !isCommit(sent);
        store(world, 0, "key", "value");
        assertInstanceOf(Found.class, read(world, 1, "key"));
    }

    @Test
    void readFinishesWhatADeadCoordinatorDecided() {
        World world = new World(SEED, 3);
        world.network.filter = sent -> !isCommit(sent);
        store(world, 0, "key", "value");
        world.node(0).crash();
        world.network.notice(0);
        assertInstanceOf(Found.class, read(world, 1, "key"));
    }

    @Test
    void readOfLongValueFetchesIt() {
        World world = new World(SEED, 3);
        world.network.filter = sent -> !isCommit(sent);
        String value = "x".repeat(Acceptor.INLINE_VALUE_BYTES + 1);
        store(world, 0, "key", value);
        List<Sent> sent = world.network.record();
        Found found = assertInstanceOf(Found.class, read(world, 1, "key"));
        assertEquals(World.value(value), found.committed().value());
        assertTrue(world.node(1).disk.committed().containsKey(Key.ofClient("key")));
        assertFalse(sent.isEmpty());
    }

    @Test
    void readOfANodeWithoutQuorumIsUnavailable() {
        World world = new World(SEED, 3);
        world.network.isolate(world.node(0));
        long begin = world.time();
        assertInstanceOf(Unavailable.class, read(world, 0, "key"));
        assertEquals(begin + 5 * World.SECOND, world.time());
        world.network.notice(0);
        world.run(World.SECOND);
        assertInstanceOf(Unavailable.class, world.read(world.node(0), "other").outcome());
    }

    @Test
    void awaitIsToldOnceTheKeyIsTaken() {
        World world = new World(SEED, 3);
        AtomicReference<@Nullable ReadOutcome> outcome = new AtomicReference<>();
        world.node(1)
                .turn(driver -> driver.await(
                        new ReadCall(Key.ofClient("key"), world.time() + 30 * World.SECOND, outcome::set)));
        world.run(7 * World.SECOND);
        assertNull(outcome.get());
        store(world, 0, "key", "value");
        world.run(World.SECOND / 100);
        assertInstanceOf(Found.class, outcome.get());
    }

    @Test
    void awaitIsToldThatNothingCameAtItsDeadline() {
        World world = new World(SEED, 3);
        AtomicReference<@Nullable ReadOutcome> outcome = new AtomicReference<>();
        long deadline = world.time() + 3 * World.SECOND + 5;
        world.node(1).turn(driver -> driver.await(new ReadCall(Key.ofClient("key"), deadline, outcome::set)));
        assertTrue(world.runUntil(() -> outcome.get() != null, 4 * World.SECOND));
        assertTrue(world.time() <= deadline + World.SECOND / 10);
        assertInstanceOf(ReadOutcome.NotFound.class, outcome.get());
        assertEquals(0, world.node(1).driver().openKeys());
    }

    @Test
    void awaitLearnsOfACommitThatWasLost() {
        World world = new World(SEED, 3);
        AtomicReference<@Nullable ReadOutcome> outcome = new AtomicReference<>();
        world.node(1)
                .turn(driver -> driver.await(
                        new ReadCall(Key.ofClient("key"), world.time() + 30 * World.SECOND, outcome::set)));
        world.network.filter = sent -> !isCommit(sent);
        store(world, 0, "key", "value");
        world.run(2 * World.SECOND);
        assertInstanceOf(Found.class, outcome.get());
    }

    // ---- Anti-entropy.

    @Test
    void nodeThatWasDownPullsJustWhatItMissed() {
        World world = new World(SEED, 3);
        for (int i = 0; i < 50; i++) {
            store(world, 0, "before " + i, "value");
        }
        world.run(20 * World.SECOND);
        world.node(2).crash();
        world.network.notice(0);
        for (int i = 0; i < 7; i++) {
            store(world, 0, "missed " + i, "value");
        }
        world.node(2).start();
        List<Sent> sent = world.network.record();
        world.run(20 * World.SECOND);
        assertEquals(57, world.node(2).disk.committed().size());
        long fetches = sent.stream()
                .filter(message -> message.message() instanceof Ask ask && ask.request() instanceof Request.Fetch)
                .count();
        assertEquals(7, fetches);
    }

    @Test
    void nodesThatAgreeSendNoKeys() {
        World world = new World(SEED, 3, 3);
        for (int i = 0; i < 10; i++) {
            store(world, i % 6, "key " + i, "value");
        }
        world.run(40 * World.SECOND);
        List<Sent> sent = world.network.record();
        world.run(60 * World.SECOND);
        assertTrue(sent.stream().noneMatch(message -> message.message() instanceof Pull));
    }

    @Test
    void steadyStoresDoNotMakeNodesReadEachOtherFromTheBeginning() {
        World world = new World(SEED, 3);
        List<Sent> sent = world.network.record();
        for (int i = 0; i < 3000; i++) {
            world.store(world.node(i % 3), "key " + i, "value");
            world.run(World.SECOND / 50);
        }
        long named = sent.stream()
                .filter(message -> message.message() instanceof Pulled)
                .mapToLong(message -> ((Pulled) message.message()).entries().size())
                .sum();
        assertTrue(named <= 6 * 3000, "keys named: " + named);
    }

    @Test
    void lostCommitsAreMadeUpForWithoutVotesOfTheirOwn() {
        World world = new World(SEED, 3, 3);
        SimNode cut = world.node(5);
        world.network.isolate(cut);
        for (int i = 0; i < 300; i++) {
            world.store(world.node(0), "key " + i, "value");
        }
        world.run(10 * World.SECOND);
        assertEquals(0, cut.disk.committed().size());
        world.network.heal();
        assertTrue(world.runUntil(() -> cut.disk.committed().size() == 300, 60 * World.SECOND));
        world.run(World.SECOND);
        assertEquals(0, cut.driver().openKeys());
    }

    @Test
    void lastingDifferenceIsHealedByReadingTheSourceFromItsBeginning() {
        World world = new World(SEED, 3);
        SimNode forgetful = world.node(2);
        forgetful.crash();
        world.network.notice(0);
        for (int i = 0; i < 5; i++) {
            store(world, 0, "key " + i, "value");
        }
        world.run(2 * World.SECOND);
        // Its disk says that it has pulled everything already.
        for (int source = 0; source < 2; source++) {
            forgetful.disk.format(
                    new Journal.Entry.PulledFrom(world.node(source).id().store(), 5));
        }
        forgetful.start();
        world.run(4 * World.SECOND);
        assertEquals(0, forgetful.disk.committed().size());
        assertTrue(world.runUntil(() -> forgetful.disk.committed().size() == 5, 60 * World.SECOND));
    }
}
