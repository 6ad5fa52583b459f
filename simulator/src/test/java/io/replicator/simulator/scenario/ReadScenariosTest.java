package io.replicator.simulator.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.engine.acceptor.Acceptor;
import io.replicator.engine.message.Message.Answer;
import io.replicator.engine.message.Message.Ask;
import io.replicator.engine.message.Message.Commit;
import io.replicator.engine.message.Message.Pull;
import io.replicator.engine.message.Message.Pulled;
import io.replicator.engine.message.Message.Relay;
import io.replicator.engine.message.Reply.Fetched;
import io.replicator.engine.message.Request;
import io.replicator.engine.model.Key;
import io.replicator.engine.outcome.ReadOutcome;
import io.replicator.engine.outcome.ReadOutcome.Found;
import io.replicator.engine.outcome.ReadOutcome.NotFound;
import io.replicator.engine.outcome.ReadOutcome.Unavailable;
import io.replicator.engine.port.Journal;
import io.replicator.simulator.scenario.Scenario.Sent;
import io.replicator.simulator.world.ClientRead;
import io.replicator.simulator.world.ClientStore;
import io.replicator.simulator.world.SimNode;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Reads, and how nodes learn what they missed. */
class ReadScenariosTest {

    private static final long SEED = 11;

    private static boolean isCommit(Sent sent) {
        return sent.message() instanceof Commit
                || (sent.message() instanceof Relay relay && relay.message() instanceof Commit);
    }

    private static void store(Scenario world, int node, String key, String value) {
        ClientStore store = world.store(world.node(node), key, value);
        assertTrue(world.runUntil(store::isDone, 6 * Scenario.SECOND));
    }

    private static ReadOutcome read(Scenario world, int node, String key) {
        ClientRead read = world.read(world.node(node), key);
        assertTrue(world.runUntil(() -> read.isDone(), 6 * Scenario.SECOND));
        return read.outcome();
    }

    @Test
    void readOfCommittedKeyIsLocal() {
        Scenario world = Scenario.running(SEED, 3);
        store(world, 0, "key", "value");
        world.run(Scenario.SECOND);
        List<Sent> sent = world.record();
        Found found =
                assertInstanceOf(Found.class, world.read(world.node(1), "key").outcome());
        assertEquals(Scenario.value("value"), found.committed().value());
        assertTrue(sent.isEmpty());
    }

    @Test
    void readOfUnknownKeyTakesOneRoundTripAndNoSync() {
        Scenario world = Scenario.running(SEED, 3, 3);
        int syncs = world.nodes().stream().mapToInt(node -> node.disk().syncs()).sum();
        long begin = world.time();
        assertEquals(new NotFound(), read(world, 0, "key"));
        assertTrue(world.time() - begin <= 2 * (10_000 + 250) + 100);
        assertEquals(
                syncs,
                world.nodes().stream().mapToInt(node -> node.disk().syncs()).sum());
    }

    @Test
    void readFindsWhatIsDecidedThoughNoCommitCame() {
        Scenario world = Scenario.running(SEED, 3);
        world.filter(sent -> !isCommit(sent));
        store(world, 0, "key", "value");
        assertInstanceOf(Found.class, read(world, 1, "key"));
    }

    @Test
    void readFinishesWhatADeadCoordinatorDecided() {
        Scenario world = Scenario.running(SEED, 3);
        world.filter(sent -> !isCommit(sent));
        store(world, 0, "key", "value");
        world.node(0).crash();
        world.notice();
        assertInstanceOf(Found.class, read(world, 1, "key"));
    }

    @Test
    void readOfLongValueFetchesIt() {
        Scenario world = Scenario.running(SEED, 3);
        world.filter(sent -> !isCommit(sent));
        String value = "x".repeat(Acceptor.INLINE_VALUE_BYTES + 1);
        store(world, 0, "key", value);
        List<Sent> sent = world.record();
        Found found = assertInstanceOf(Found.class, read(world, 1, "key"));
        assertEquals(Scenario.value(value), found.committed().value());
        assertTrue(world.node(1).disk().committed().containsKey(Key.ofClient("key")));
        assertFalse(sent.isEmpty());
    }

    @Test
    void readOfANodeWithoutQuorumIsUnavailable() {
        Scenario world = Scenario.running(SEED, 3);
        world.isolate(world.node(0));
        long begin = world.time();
        assertInstanceOf(Unavailable.class, read(world, 0, "key"));
        assertEquals(begin + 5 * Scenario.SECOND + Scenario.TICK, world.time());
        world.notice();
        world.run(Scenario.SECOND);
        assertInstanceOf(Unavailable.class, world.read(world.node(0), "other").outcome());
    }

    @Test
    void awaitIsToldOnceTheKeyIsTaken() {
        Scenario world = Scenario.running(SEED, 3);
        ClientRead await = world.await(world.node(1), "key", 30 * Scenario.SECOND);
        world.run(7 * Scenario.SECOND);
        assertFalse(await.isDone());
        store(world, 0, "key", "value");
        world.run(Scenario.SECOND / 100);
        assertInstanceOf(Found.class, await.outcome());
    }

    @Test
    void awaitIsToldThatNothingCameAtItsDeadline() {
        Scenario world = Scenario.running(SEED, 3);
        long timeout = 3 * Scenario.SECOND + 5;
        long deadline = world.time() + timeout;
        ClientRead await = world.await(world.node(1), "key", timeout);
        assertTrue(world.runUntil(await::isDone, 4 * Scenario.SECOND));
        assertTrue(world.time() <= deadline + Scenario.SECOND / 10);
        assertInstanceOf(ReadOutcome.NotFound.class, await.outcome());
        assertEquals(0, world.node(1).driver().openKeys());
    }

    @Test
    void awaitLearnsOfACommitThatWasLost() {
        Scenario world = Scenario.running(SEED, 3);
        ClientRead await = world.await(world.node(1), "key", 30 * Scenario.SECOND);
        world.filter(sent -> !isCommit(sent));
        store(world, 0, "key", "value");
        world.run(2 * Scenario.SECOND);
        assertInstanceOf(Found.class, await.outcome());
    }

    // ---- Anti-entropy.

    @Test
    void nodeThatWasDownPullsJustWhatItMissed() {
        Scenario world = Scenario.running(SEED, 3);
        for (int i = 0; i < 50; i++) {
            store(world, 0, "before " + i, "value");
        }
        world.run(20 * Scenario.SECOND);
        world.node(2).crash();
        world.notice();
        for (int i = 0; i < 7; i++) {
            store(world, 0, "missed " + i, "value");
        }
        world.node(2).start();
        List<Sent> sent = world.record();
        world.run(20 * Scenario.SECOND);
        assertEquals(57, world.node(2).disk().committed().size());
        long fetches = sent.stream()
                .filter(message -> message.message() instanceof Ask ask && ask.request() instanceof Request.Fetch)
                .count();
        assertEquals(7, fetches);
    }

    @Test
    void nodesThatAgreeSendNoKeys() {
        Scenario world = Scenario.running(SEED, 3, 3);
        for (int i = 0; i < 10; i++) {
            store(world, i % 6, "key " + i, "value");
        }
        world.run(40 * Scenario.SECOND);
        List<Sent> sent = world.record();
        world.run(60 * Scenario.SECOND);
        assertTrue(sent.stream().noneMatch(message -> message.message() instanceof Pull));
    }

    @Test
    void steadyStoresDoNotMakeNodesReadEachOtherFromTheBeginning() {
        Scenario world = Scenario.running(SEED, 3);
        List<Sent> sent = world.record();
        for (int i = 0; i < 3000; i++) {
            world.store(world.node(i % 3), "key " + i, "value");
            world.run(Scenario.SECOND / 50);
        }
        long named = sent.stream()
                .filter(message -> message.message() instanceof Pulled)
                .mapToLong(message -> ((Pulled) message.message()).entries().size())
                .sum();
        assertTrue(named <= 6 * 3000, "keys named: " + named);
    }

    @Test
    void lostCommitsAreMadeUpForWithoutVotesOfTheirOwn() {
        Scenario world = Scenario.running(SEED, 3, 3);
        SimNode cut = world.node(5);
        world.isolate(cut);
        for (int i = 0; i < 300; i++) {
            world.store(world.node(0), "key " + i, "value");
        }
        world.run(10 * Scenario.SECOND);
        assertEquals(0, cut.disk().committed().size());
        world.heal();
        assertTrue(world.runUntil(() -> cut.disk().committed().size() == 300, 60 * Scenario.SECOND));
        world.run(Scenario.SECOND);
        assertEquals(0, cut.driver().openKeys());
    }

    @Test
    void lastingDifferenceIsHealedByReadingTheSourceFromItsBeginning() {
        Scenario world = Scenario.running(SEED, 3);
        SimNode forgetful = world.node(2);
        forgetful.crash();
        world.notice();
        for (int i = 0; i < 5; i++) {
            store(world, 0, "key " + i, "value");
        }
        world.run(2 * Scenario.SECOND);
        // Its disk says that it has pulled everything already.
        for (int source = 0; source < 2; source++) {
            forgetful
                    .disk()
                    .format(new Journal.Entry.PulledFrom(world.node(source).id().store(), 5));
        }
        forgetful.start();
        world.run(4 * Scenario.SECOND);
        assertEquals(0, forgetful.disk().committed().size());
        assertTrue(world.runUntil(() -> forgetful.disk().committed().size() == 5, 60 * Scenario.SECOND));
    }

    /** A node that was down while a key was taken, and is so still. */
    private static SimNode missedAKey(Scenario world) {
        SimNode node = world.node(2);
        node.crash();
        world.notice();
        store(world, 0, "key", "value");
        world.run(2 * Scenario.SECOND);
        return node;
    }

    @Test
    void bytesThatTakeLongerThanAVoterIsWaitedForCountWhenTheyCome() {
        Scenario world = Scenario.running(SEED, 3);
        SimNode remote = missedAKey(world);
        for (SimNode other : List.of(world.node(0), world.node(1))) {
            world.delay(other, remote, 6 * Scenario.SECOND);
        }
        remote.start();
        assertTrue(world.runUntil(() -> remote.disk().committed().size() == 1, 60 * Scenario.SECOND));
    }

    @Test
    void votersThatDoNotSendTheBytesAreAskedEverMoreRarely() {
        Scenario world = Scenario.running(SEED, 3);
        SimNode late = missedAKey(world);
        world.filter(sent -> !(sent.message() instanceof Answer answer && answer.reply() instanceof Fetched));
        List<Sent> sent = world.record();
        late.start();
        world.run(25 * Scenario.SECOND);
        List<Sent> questions = sent.stream()
                .filter(it -> it.message() instanceof Ask ask && ask.request() instanceof Request.Fetch)
                .toList();
        List<Long> seconds = new ArrayList<>();
        for (int i = 1; i < questions.size(); i++) {
            seconds.add(
                    Math.round((questions.get(i).time() - questions.get(i - 1).time()) / (double) Scenario.SECOND));
        }
        assertEquals(List.of(1L, 1L, 2L, 2L, 4L, 4L), seconds.subList(0, 6));
        world.filter(_ -> true);
        assertTrue(world.runUntil(() -> late.disk().committed().size() == 1, 60 * Scenario.SECOND));
    }
}
