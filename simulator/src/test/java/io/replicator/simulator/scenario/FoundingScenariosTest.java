package io.replicator.simulator.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.engine.membership.Founding;
import io.replicator.engine.message.Message;
import io.replicator.engine.model.ClusterId;
import io.replicator.engine.model.NodeId;
import io.replicator.engine.outcome.ReadOutcome;
import io.replicator.engine.outcome.StoreOutcome.NotAttempted;
import io.replicator.engine.outcome.StoreOutcome.Stored;
import io.replicator.simulator.scenario.Scenario.Sent;
import io.replicator.simulator.world.ClientRead;
import io.replicator.simulator.world.ClientStore;
import io.replicator.simulator.world.SimNode;
import io.replicator.simulator.world.World;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** How a network begins, and how those who come late live in it. */
class FoundingScenariosTest {

    private static final long SEED = 5;
    private static final int WIRE_VERSION = 1;
    private static final Founding.Plan FOUNDER = new Founding.Plan(true, new TreeMap<>(), 3 * Scenario.SECOND);

    private static Founding.Plan expecting(int a, int b) {
        return new Founding.Plan(
                true, new TreeMap<>(Map.of(new ClusterId("A"), a, new ClusterId("B"), b)), 3 * Scenario.SECOND);
    }

    private static Scenario virgins(Founding.Plan first, int inA, int inB) {
        Scenario world = Scenario.empty(SEED);
        for (int i = 0; i < inA + inB; i++) {
            world.add(i < inA ? "A" : "B", i == 0 ? first : World.NO_FOUNDING);
        }
        world.startAll();
        return world;
    }

    private static void assertOneNetworkOf(Scenario world, int voters) {
        var config = world.node(0).driver().standing().config();
        assertNotNull(config);
        assertEquals(voters, config.voters().size());
        for (SimNode node : world.nodes()) {
            assertEquals(config, node.driver().standing().config(), "the network of " + node);
        }
    }

    private static void assertStores(Scenario world, SimNode node, String key) {
        ClientStore store = world.store(node, key, "value");
        assertTrue(world.runUntil(store::isDone, 6 * Scenario.SECOND));
        assertInstanceOf(Stored.class, store.outcome());
    }

    @Test
    void founderWaitsForTheSettleTimeAndTakesEveryLargeEnoughCluster() {
        Scenario world = virgins(FOUNDER, 3, 3);
        world.run(2 * Scenario.SECOND);
        assertTrue(world.node(0).driver().standing().isVirgin());
        assertInstanceOf(
                NotAttempted.class, world.store(world.node(0), "early", "value").outcome());
        world.run(2 * Scenario.SECOND);
        assertOneNetworkOf(world, 6);
        assertTrue(world.nodes().stream().allMatch(SimNode::isVoter));
        assertStores(world, world.node(4), "key");
    }

    @Test
    void expectedNodesAreFoundedAtOnce() {
        Scenario world = virgins(expecting(3, 4), 3, 4);
        world.run(Scenario.SECOND);
        assertOneNetworkOf(world, 7);
        assertStores(world, world.node(6), "key");
    }

    @Test
    void nodeBeyondTheExpectedOnesLearns() {
        Scenario world = virgins(expecting(3, 3), 3, 4);
        world.run(3 * Scenario.SECOND);
        assertOneNetworkOf(world, 6);
        assertEquals(6, world.nodes().stream().filter(SimNode::isVoter).count());
    }

    @Test
    void nobodyFoundsWithoutAFounder() {
        Scenario world = virgins(World.NO_FOUNDING, 3, 3);
        world.run(20 * Scenario.SECOND);
        assertTrue(
                world.nodes().stream().allMatch(node -> node.driver().standing().isVirgin()));
    }

    @Test
    void ofTwoFoundersOneFounds() {
        Scenario world = Scenario.empty(SEED);
        for (int i = 0; i < 4; i++) {
            world.add("A", i < 2 ? FOUNDER : World.NO_FOUNDING);
        }
        world.startAll();
        world.run(5 * Scenario.SECOND);
        assertOneNetworkOf(world, 4);
    }

    @Test
    void founderThatDiesAfterOneInvitationIsNoLoss() {
        Scenario world = virgins(FOUNDER, 3, 3);
        SimNode founder = world.node(0);
        SimNode invited = world.node(4);
        world.filter(
                sent -> !(sent.from() == founder && sent.message() instanceof Message.Genesis && sent.to() != invited));
        assertTrue(world.runUntil(() -> !invited.driver().standing().isVirgin(), 5 * Scenario.SECOND));
        founder.crash();
        world.notice();
        world.run(Scenario.SECOND);
        for (SimNode node : world.nodes()) {
            assertTrue(!node.isUp() || node.isVoter(), node + " votes");
        }
        founder.start();
        world.run(Scenario.SECOND);
        assertOneNetworkOf(world, 6);
    }

    @Test
    void founderThatDiesBeforeItsGenesisIsDurableFoundsAgain() {
        Scenario world = virgins(FOUNDER, 3, 0);
        SimNode founder = world.node(0);
        Scenario.syncsTake(founder, Scenario.SECOND / 10);
        world.run(3 * Scenario.SECOND + Scenario.SECOND / 20);
        founder.crash();
        world.run(Scenario.SECOND);
        assertTrue(world.node(1).driver().standing().isVirgin());
        founder.start();
        world.run(5 * Scenario.SECOND);
        assertOneNetworkOf(world, 3);
    }

    @Test
    void lostInvitationIsRepeated() {
        Scenario world = virgins(FOUNDER, 3, 0);
        int[] dropped = {0};
        world.filter(sent -> !(sent.message() instanceof Message.Genesis && dropped[0]++ < 4));
        world.run(6 * Scenario.SECOND);
        assertTrue(dropped[0] >= 4);
        assertOneNetworkOf(world, 3);
    }

    @Test
    void lostConfigurationsAreAskedForAgain() {
        Scenario world = Scenario.running(SEED, 3);
        SimNode late = world.add("A", World.NO_FOUNDING);
        int[] dropped = {0};
        world.filter(sent -> !(sent.message() instanceof Message.Configs && dropped[0]++ < 3));
        late.start();
        world.run(3 * Scenario.SECOND);
        assertOneNetworkOf(world, 3);
    }

    @Test
    void lateNodeLearnsCatchesUpReadsAndProposes() {
        Scenario world = Scenario.running(SEED, 3, 3);
        for (int i = 0; i < 600; i++) {
            world.store(world.node(i % 6), "key " + i, "value");
        }
        world.run(Scenario.SECOND);
        SimNode late = world.add("B", World.NO_FOUNDING);
        late.start();
        assertTrue(world.runUntil(() -> late.disk().committed().size() == 600, 30 * Scenario.SECOND));
        assertFalse(late.isVoter());
        assertStores(world, late, "from the learner");
        ClientRead read = world.read(late, "nothing there");
        assertTrue(world.runUntil(() -> read.isDone(), Scenario.SECOND));
        assertEquals(new ReadOutcome.NotFound(), read.outcome());
        world.run(10 * Scenario.SECOND);
        assertEquals(0, late.driver().openKeys());
    }

    @Test
    void learnerOfAClusterOfItsOwnStoresThroughRepresentatives() {
        Scenario world = Scenario.running(SEED, 3, 3);
        SimNode late = world.add("lonely", World.NO_FOUNDING);
        late.start();
        world.run(Scenario.SECOND);
        List<Sent> sent = world.record();
        assertStores(world, late, "key");
        assertEquals(
                2,
                sent.stream()
                        .filter(message -> message.from() == late
                                && message.message() instanceof Message.Relay relay
                                && relay.message() instanceof Message.Ask)
                        .count());
    }

    @Test
    void founderThatMeetsAMemberJoinsAndNeverFounds() {
        Scenario world = Scenario.running(SEED, 3);
        SimNode late = world.add("A", FOUNDER);
        SimNode other = world.add("A", World.NO_FOUNDING);
        SimNode third = world.add("A", World.NO_FOUNDING);
        world.filter(sent -> !(sent.message() instanceof Message.Configs));
        List.of(late, other, third).forEach(SimNode::start);
        world.run(20 * Scenario.SECOND);
        assertTrue(late.driver().standing().isVirgin());
        world.filter(_ -> true);
        world.run(2 * Scenario.SECOND);
        assertOneNetworkOf(world, 3);
    }

    @Test
    void networksThatMeetLeaveEachOtherAlone() {
        Scenario world = Scenario.unwatched(SEED);
        for (int i = 0; i < 6; i++) {
            world.add("A", i % 3 == 0 ? FOUNDER : World.NO_FOUNDING);
        }
        world.startAll();
        world.block((from, to) -> from.index / 3 != to.index / 3);
        world.run(5 * Scenario.SECOND);
        assertNotEquals(
                world.node(0).driver().standing().network(),
                world.node(3).driver().standing().network());
        assertStores(world, world.node(0), "key");
        world.heal();
        world.run(10 * Scenario.SECOND);
        assertEquals(0, world.node(3).disk().committed().size());
        assertNotEquals(
                world.node(0).driver().standing().network(),
                world.node(3).driver().standing().network());
    }

    @Test
    void wipedVoterIsNotCountedAsTheOldOne() {
        Scenario world = Scenario.running(SEED, 3);
        SimNode wiped = world.node(2);
        NodeId old = wiped.id();
        wiped.wipe();
        wiped.start();
        world.run(2 * Scenario.SECOND);
        assertNotEquals(old, wiped.id());
        assertFalse(wiped.isVoter());
        // With the third voter gone for good a store needs both others, and a second loss stops writes.
        assertStores(world, world.node(0), "first");
        assertEquals(1, world.node(0).probe().slowDecisions());
        world.node(1).crash();
        ClientStore stuck = world.store(world.node(0), "second", "value");
        assertTrue(world.runUntil(stuck::isDone, 6 * Scenario.SECOND));
        assertFalse(stuck.outcome() instanceof Stored);
    }

    @Test
    void restartedVoterIsStillAVoter() {
        Scenario world = virgins(FOUNDER, 3, 0);
        world.run(4 * Scenario.SECOND);
        world.node(1).crash();
        world.node(1).start();
        assertTrue(world.node(1).isVoter());
        world.run(Scenario.SECOND);
        assertStores(world, world.node(1), "key");
    }

    @Test
    void helloNamesTheNetworkOnceThereIsOne() {
        Scenario world = virgins(FOUNDER, 3, 0);
        Message.Hello virgin = world.node(0).driver().hello(WIRE_VERSION);
        assertNull(virgin.network());
        assertTrue(virgin.founder());
        world.run(4 * Scenario.SECOND);
        for (SimNode node : world.nodes()) {
            Message.Hello member = node.driver().hello(WIRE_VERSION);
            assertEquals(world.config().network(), member.network());
            assertEquals(1, member.epoch());
            assertEquals(node.id(), member.node());
            assertFalse(member.founder());
        }
    }
}
