package io.replicator.engine.world;

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
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** How a network begins, and how those who come late live in it. */
class FoundingScenariosTest {

    private static final long SEED = 5;
    private static final Founding.Plan FOUNDER = new Founding.Plan(true, new TreeMap<>(), 3 * World.SECOND);

    private static Founding.Plan expecting(int a, int b) {
        return new Founding.Plan(
                true, new TreeMap<>(Map.of(new ClusterId("A"), a, new ClusterId("B"), b)), 3 * World.SECOND);
    }

    private static World virgins(Founding.Plan first, int inA, int inB) {
        World world = new World(SEED);
        for (int i = 0; i < inA + inB; i++) {
            world.add(i < inA ? "A" : "B", i == 0 ? first : World.NO_FOUNDING);
        }
        world.nodes.forEach(SimNode::start);
        return world;
    }

    private static void assertOneNetworkOf(World world, int voters) {
        var config = world.node(0).driver().standing().config();
        assertNotNull(config);
        assertEquals(voters, config.voters().size());
        for (SimNode node : world.nodes) {
            assertEquals(config, node.driver().standing().config(), "the network of " + node);
        }
    }

    private static void assertStores(World world, SimNode node, String key) {
        History.Store store = world.store(node, key, "value");
        assertTrue(world.runUntil(store::isDone, 6 * World.SECOND));
        assertInstanceOf(Stored.class, store.outcome());
    }

    @Test
    void founderWaitsForTheSettleTimeAndTakesEveryLargeEnoughCluster() {
        World world = virgins(FOUNDER, 3, 3);
        world.run(2 * World.SECOND);
        assertTrue(world.node(0).driver().standing().isVirgin());
        assertInstanceOf(
                NotAttempted.class, world.store(world.node(0), "early", "value").outcome());
        world.run(2 * World.SECOND);
        assertOneNetworkOf(world, 6);
        assertTrue(world.nodes.stream().allMatch(SimNode::isVoter));
        assertStores(world, world.node(4), "key");
    }

    @Test
    void expectedNodesAreFoundedAtOnce() {
        World world = virgins(expecting(3, 4), 3, 4);
        world.run(World.SECOND);
        assertOneNetworkOf(world, 7);
        assertStores(world, world.node(6), "key");
    }

    @Test
    void nodeBeyondTheExpectedOnesLearns() {
        World world = virgins(expecting(3, 3), 3, 4);
        world.run(3 * World.SECOND);
        assertOneNetworkOf(world, 6);
        assertEquals(6, world.nodes.stream().filter(SimNode::isVoter).count());
    }

    @Test
    void nobodyFoundsWithoutAFounder() {
        World world = virgins(World.NO_FOUNDING, 3, 3);
        world.run(20 * World.SECOND);
        assertTrue(
                world.nodes.stream().allMatch(node -> node.driver().standing().isVirgin()));
    }

    @Test
    void ofTwoFoundersOneFounds() {
        World world = new World(SEED);
        for (int i = 0; i < 4; i++) {
            world.add("A", i < 2 ? FOUNDER : World.NO_FOUNDING);
        }
        world.nodes.forEach(SimNode::start);
        world.run(5 * World.SECOND);
        assertOneNetworkOf(world, 4);
    }

    @Test
    void founderThatDiesAfterOneInvitationIsNoLoss() {
        World world = virgins(FOUNDER, 3, 3);
        SimNode founder = world.node(0);
        SimNode invited = world.node(4);
        world.network.filter =
                sent -> !(sent.from() == founder && sent.message() instanceof Message.Genesis && sent.to() != invited);
        assertTrue(world.runUntil(() -> !invited.driver().standing().isVirgin(), 5 * World.SECOND));
        founder.crash();
        world.network.notice(0);
        world.run(World.SECOND);
        for (SimNode node : world.nodes) {
            assertTrue(!node.isUp() || node.isVoter(), node + " votes");
        }
        founder.start();
        world.run(World.SECOND);
        assertOneNetworkOf(world, 6);
    }

    @Test
    void founderThatDiesBeforeItsGenesisIsDurableFoundsAgain() {
        World world = virgins(FOUNDER, 3, 0);
        SimNode founder = world.node(0);
        founder.disk.syncMicros = World.SECOND / 10;
        world.run(3 * World.SECOND + World.SECOND / 20);
        founder.crash();
        world.run(World.SECOND);
        assertTrue(world.node(1).driver().standing().isVirgin());
        founder.start();
        world.run(5 * World.SECOND);
        assertOneNetworkOf(world, 3);
    }

    @Test
    void lostInvitationIsRepeated() {
        World world = virgins(FOUNDER, 3, 0);
        int[] dropped = {0};
        world.network.filter = sent -> !(sent.message() instanceof Message.Genesis && dropped[0]++ < 4);
        world.run(6 * World.SECOND);
        assertTrue(dropped[0] >= 4);
        assertOneNetworkOf(world, 3);
    }

    @Test
    void lostConfigurationsAreAskedForAgain() {
        World world = new World(SEED, 3);
        SimNode late = world.add("A", World.NO_FOUNDING);
        int[] dropped = {0};
        world.network.filter = sent -> !(sent.message() instanceof Message.Configs && dropped[0]++ < 3);
        late.start();
        world.run(3 * World.SECOND);
        assertOneNetworkOf(world, 3);
    }

    @Test
    void lateNodeLearnsCatchesUpReadsAndProposes() {
        World world = new World(SEED, 3, 3);
        for (int i = 0; i < 600; i++) {
            world.store(world.node(i % 6), "key " + i, "value");
        }
        world.run(World.SECOND);
        SimNode late = world.add("B", World.NO_FOUNDING);
        late.start();
        assertTrue(world.runUntil(() -> late.disk.committed().size() == 600, 30 * World.SECOND));
        assertFalse(late.isVoter());
        assertStores(world, late, "from the learner");
        History.Read read = world.read(late, "nothing there");
        assertTrue(world.runUntil(() -> read.outcome != null, World.SECOND));
        assertEquals(new ReadOutcome.NotFound(), read.outcome());
        world.run(10 * World.SECOND);
        assertEquals(0, late.driver().openKeys());
    }

    @Test
    void learnerOfAClusterOfItsOwnStoresThroughRepresentatives() {
        World world = new World(SEED, 3, 3);
        SimNode late = world.add("lonely", World.NO_FOUNDING);
        late.start();
        world.run(World.SECOND);
        List<World.Sent> sent = world.network.record();
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
        World world = new World(SEED, 3);
        SimNode late = world.add("A", FOUNDER);
        SimNode other = world.add("A", World.NO_FOUNDING);
        SimNode third = world.add("A", World.NO_FOUNDING);
        world.network.filter = sent -> !(sent.message() instanceof Message.Configs);
        List.of(late, other, third).forEach(SimNode::start);
        world.run(20 * World.SECOND);
        assertTrue(late.driver().standing().isVirgin());
        world.network.filter = _ -> true;
        world.run(2 * World.SECOND);
        assertOneNetworkOf(world, 3);
    }

    @Test
    void networksThatMeetLeaveEachOtherAlone() {
        World world = new World(SEED);
        for (int i = 0; i < 6; i++) {
            world.add("A", i % 3 == 0 ? FOUNDER : World.NO_FOUNDING);
        }
        world.nodes.forEach(SimNode::start);
        world.network.block((from, to) -> from.index / 3 != to.index / 3);
        world.run(5 * World.SECOND);
        assertNotEquals(
                world.node(0).driver().standing().network(),
                world.node(3).driver().standing().network());
        // Only one of them is looked at: the history knows one network.
        assertStores(world, world.node(0), "key");
        world.network.heal();
        world.run(10 * World.SECOND);
        assertEquals(0, world.node(3).disk.committed().size());
        assertNotEquals(
                world.node(0).driver().standing().network(),
                world.node(3).driver().standing().network());
    }

    @Test
    void wipedVoterIsNotCountedAsTheOldOne() {
        World world = new World(SEED, 3);
        SimNode wiped = world.node(2);
        NodeId old = wiped.id();
        wiped.wipe();
        wiped.start();
        world.run(2 * World.SECOND);
        assertNotEquals(old, wiped.id());
        assertFalse(wiped.isVoter());
        // With the third voter gone for good a store needs both others, and a second loss stops writes.
        assertStores(world, world.node(0), "first");
        assertEquals(1, world.node(0).slowDecisions);
        world.node(1).crash();
        History.Store stuck = world.store(world.node(0), "second", "value");
        assertTrue(world.runUntil(stuck::isDone, 6 * World.SECOND));
        assertFalse(stuck.outcome() instanceof Stored);
    }

    @Test
    void restartedVoterIsStillAVoter() {
        World world = virgins(FOUNDER, 3, 0);
        world.run(4 * World.SECOND);
        world.node(1).crash();
        world.node(1).start();
        assertTrue(world.node(1).isVoter());
        world.run(World.SECOND);
        assertStores(world, world.node(1), "key");
    }

    @Test
    void helloNamesTheNetworkOnceThereIsOne() {
        World world = virgins(FOUNDER, 3, 0);
        Message.Hello virgin = world.node(0).driver().hello(Network.WIRE_VERSION);
        assertNull(virgin.network());
        assertTrue(virgin.founder());
        world.run(4 * World.SECOND);
        for (SimNode node : world.nodes) {
            Message.Hello member = node.driver().hello(Network.WIRE_VERSION);
            assertEquals(world.config().network(), member.network());
            assertEquals(1, member.epoch());
            assertEquals(node.id(), member.node());
            assertFalse(member.founder());
        }
    }
}
