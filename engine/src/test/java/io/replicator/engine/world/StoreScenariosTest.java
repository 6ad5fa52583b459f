package io.replicator.engine.world;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.engine.message.Message;
import io.replicator.engine.message.Message.Answer;
import io.replicator.engine.message.Message.Ask;
import io.replicator.engine.message.Message.Relay;
import io.replicator.engine.message.Reply;
import io.replicator.engine.message.Request;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.KeyState;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.TxId;
import io.replicator.engine.outcome.StoreOutcome.AlreadyYours;
import io.replicator.engine.outcome.StoreOutcome.KeyExists;
import io.replicator.engine.outcome.StoreOutcome.KeyReserved;
import io.replicator.engine.outcome.StoreOutcome.NotAttempted;
import io.replicator.engine.outcome.StoreOutcome.Stored;
import io.replicator.engine.outcome.StoreOutcome.TxReused;
import io.replicator.engine.outcome.StoreOutcome.Unknown;
import io.replicator.engine.world.World.Sent;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a store costs and leads to, in one calm, one hurt or one contended network at a time. */
class StoreScenariosTest {

    private static final long SEED = 7;
    private static final long FAR = 10_000;
    private static final long NEAR = 250;
    private static final long SYNC = 200;

    private static boolean isRequest(Message message) {
        return message instanceof Ask || (message instanceof Relay relay && relay.message() instanceof Ask);
    }

    private static boolean asks(Message message, Class<? extends Request> kind) {
        Message inner = message instanceof Relay relay ? relay.message() : message;
        return inner instanceof Ask ask && kind.isInstance(ask.request());
    }

    private static boolean answers(Message message, Class<? extends Reply> kind) {
        Message inner = message instanceof Message.Relayed relayed ? relayed.answer() : message;
        return inner instanceof Answer answer && kind.isInstance(answer.reply());
    }

    private static void finish(World world, History.Store... stores) {
        assertTrue(world.runUntil(() -> List.of(stores).stream().allMatch(History.Store::isDone), 10 * World.SECOND));
    }

    /** Lets everything come to an end, and shows that nothing is left over. */
    private static void rest(World world) {
        world.run(20 * World.SECOND);
        for (SimNode node : world.nodes) {
            assertEquals(0, node.driver().openKeys(), "keys open at " + node);
            assertEquals(0, node.driver().openReservations(), "reservations at " + node);
        }
        assertEquals(List.of(), world.history.unanswered());
    }

    // ---- Calm.

    @Test
    void calmStoreDecidesInOneRoundTripWithOneSyncAtEachVoter() {
        World world = new World(SEED, 3, 3, 3);
        List<Integer> syncs =
                world.nodes.stream().map(node -> node.disk.syncs()).toList();
        long begin = world.time();
        History.Store store = world.store(world.node(0), "key", "value");
        finish(world, store);
        assertInstanceOf(Stored.class, store.outcome());
        long oneTrip = 2 * (FAR + NEAR) + SYNC;
        assertTrue(world.time() - begin <= oneTrip + 100, "took " + (world.time() - begin) + " us");
        assertEquals(1, world.node(0).fastDecisions);
        for (SimNode node : world.nodes) {
            assertEquals(syncs.get(node.index) + 1, node.disk.syncs(), "syncs of " + node);
        }
        rest(world);
    }

    @Test
    void calmStoreSendsOneRequestToEachRemoteClusterNotOneToEachRemoteNode() {
        World world = new World(SEED, 3, 3, 3);
        List<Sent> sent = world.network.record();
        SimNode coordinator = world.node(0);
        finish(world, world.store(coordinator, "key", "value"));
        for (String cluster : List.of("B", "C")) {
            long requests = sent.stream()
                    .filter(message -> message.from() == coordinator)
                    .filter(message -> message.to().cluster.text().equals(cluster))
                    .filter(message -> isRequest(message.message()))
                    .count();
            assertEquals(1, requests, "requests to cluster " + cluster);
        }
        long near = sent.stream()
                .filter(message ->
                        message.from() == coordinator && message.to().cluster.equals(coordinator.cluster))
                .filter(message -> isRequest(message.message()))
                .count();
        assertEquals(2, near, "requests to the own cluster");
    }

    @Test
    void outcomeReachesEachRemoteClusterInOneMessage() {
        World world = new World(SEED, 3, 3, 3);
        List<Sent> sent = world.network.record();
        finish(world, world.store(world.node(0), "key", "value"));
        world.run(World.SECOND / 2);
        long commits = sent.stream()
                .filter(message ->
                        message.from() == world.node(0) && !message.to().cluster.equals(world.node(0).cluster))
                .filter(message ->
                        message.message() instanceof Relay relay && relay.message() instanceof Message.Commit)
                .count();
        assertEquals(2, commits);
        assertTrue(world.nodes.stream().allMatch(node -> node.disk.committed().size() == 1));
    }

    @Test
    void noReplyLeavesBeforeItsStateIsSynced() {
        World world = new World(SEED, 3);
        SimNode voter = world.node(1);
        voter.disk.syncMicros = 50_000;
        List<Sent> sent = world.network.record();
        History.Store store = world.store(world.node(0), "key", "value");
        world.run(40_000);
        assertTrue(sent.stream().noneMatch(message -> message.from() == voter));
        assertEquals(KeyState.UNTOUCHED, voter.disk.durable(store.key));
        world.run(20_000);
        assertTrue(sent.stream()
                .anyMatch(message -> message.from() == voter && answers(message.message(), Reply.Voted.class)));
    }

    @Test
    void repeatedProposeWaitsForTheSyncOfTheVoteItFinds() {
        World world = new World(SEED, 3);
        SimNode voter = world.node(1);
        voter.disk.syncMicros = 50_000;
        world.network.repeated = 1000;
        List<Sent> sent = world.network.record();
        world.store(world.node(0), "key", "value");
        world.run(49_000);
        assertTrue(sent.stream().noneMatch(message -> message.from() == voter));
    }

    @Test
    void manyStoresShareASync() {
        World world = new World(SEED, 3);
        SimNode voter = world.node(1);
        int before = voter.disk.syncs();
        List<History.Store> stores = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            stores.add(world.store(world.node(0), "key" + i, "value"));
        }
        finish(world, stores.toArray(History.Store[]::new));
        assertTrue(voter.disk.syncs() - before <= 3, "syncs: " + (voter.disk.syncs() - before));
        rest(world);
    }

    // ---- Somebody is missing.

    @Test
    void storeLacksAsManyVotesAsTheFastQuorumAllows() {
        World world = new World(SEED, 3, 3, 3);
        world.node(8).crash();
        world.network.notice(0);
        world.run(World.SECOND / 10);
        finish(world, world.store(world.node(0), "key", "value"));
        assertEquals(1, world.node(0).fastDecisions);
    }

    @Test
    void storeIsConfirmedAtBallotOneWhenMoreThanTheMissableAreKnownToBeGone() {
        World world = new World(SEED, 3);
        world.node(2).crash();
        world.network.notice(0);
        world.run(World.SECOND / 10);
        List<Sent> sent = world.network.record();
        long begin = world.time();
        History.Store store = world.store(world.node(0), "key", "value");
        finish(world, store);
        assertInstanceOf(Stored.class, store.outcome());
        assertEquals(1, world.node(0).slowDecisions);
        assertTrue(world.time() - begin <= 2 * (2 * NEAR + SYNC) + 100, "took " + (world.time() - begin) + " us");
        assertTrue(sent.stream().noneMatch(message -> asks(message.message(), Request.Prepare.class)));
        assertTrue(
                sent.stream()
                        .filter(message -> asks(message.message(), Request.Accept.class))
                        .filter(message -> message.to() == world.node(1))
                        .allMatch(message -> message.message() instanceof Ask ask
                                && ask.request() instanceof Request.Accept accept
                                && accept.value() == null),
                "the bytes are not sent again to who has them");
    }

    @Test
    void hedgeConfirmsWhenAVoterIsSilentWithoutNotice() {
        World world = new World(SEED, 3);
        world.network.isolate(world.node(2));
        long begin = world.time();
        finish(world, world.store(world.node(0), "key", "value"));
        long hedge = 10_000;
        assertTrue(world.time() - begin >= hedge);
        assertTrue(world.time() - begin <= hedge + 2 * NEAR + SYNC + 5_000, "took " + (world.time() - begin));
        begin = world.time();
        finish(world, world.store(world.node(0), "next", "value"));
        assertTrue(world.time() - begin < hedge, "the silent one is not waited for again");
    }

    @Test
    void deadRepresentativeIsReplacedByAnother() {
        World world = new World(SEED, 3, 3, 3);
        SimNode coordinator = world.node(0);
        List<Sent> sent = world.network.record();
        finish(world, world.store(coordinator, "first", "value"));
        SimNode representative = sent.stream()
                .filter(message -> message.message() instanceof Relay
                        && message.to().cluster.text().equals("B"))
                .findFirst()
                .orElseThrow()
                .to();
        world.network.isolate(representative);
        History.Store store = world.store(coordinator, "second", "value");
        finish(world, store);
        assertInstanceOf(Stored.class, store.outcome());
        assertTrue(coordinator.relayFailovers > 0);
        assertTrue(sent.stream()
                .anyMatch(message -> message.message() instanceof Relay
                        && message.to().cluster.text().equals("B")
                        && message.to() != representative));
    }

    @Test
    void voterIsAskedDirectlyWhenNoRepresentativePassesAnythingOn() {
        World world = new World(SEED, 3, 3);
        SimNode coordinator = world.node(0);
        world.network.filter = sent -> !(sent.message() instanceof Relay);
        List<Sent> sent = world.network.record();
        History.Store store = world.store(coordinator, "key", "value");
        finish(world, store);
        assertInstanceOf(Stored.class, store.outcome());
        assertTrue(sent.stream()
                .anyMatch(message -> message.from() == coordinator
                        && message.to().cluster.text().equals("B")
                        && message.message() instanceof Ask));
    }

    @Test
    void isolatedNodeThatKnowsItAnswersNotAttempted() {
        World world = new World(SEED, 3);
        world.network.isolate(world.node(0));
        world.network.notice(0);
        world.run(World.SECOND / 10);
        assertInstanceOf(
                NotAttempted.class, world.store(world.node(0), "key", "value").outcome());
        world.network.heal();
        world.run(World.SECOND);
        History.Store store = world.store(world.node(0), "key", "value");
        finish(world, store);
        assertInstanceOf(Stored.class, store.outcome());
    }

    @Test
    void nodeIsolatedInMidProposalAnswersUnknownAtItsDeadlineAndIsHealedLater() {
        World world = new World(SEED, 3);
        world.network.isolate(world.node(0));
        long begin = world.time();
        History.Store store = world.store(world.node(0), "key", "value");
        finish(world, store);
        assertInstanceOf(Unknown.class, store.outcome());
        assertEquals(begin + 5 * World.SECOND, world.time());
        History.Store other = world.store(world.node(1), "key", "other");
        finish(world, other);
        assertInstanceOf(Stored.class, other.outcome());
        world.network.heal();
        rest(world);
        History.Store again = world.store(world.node(0), "key", "value", store.txId, false, World.SECOND);
        assertInstanceOf(KeyExists.class, again.outcome());
    }

    @Test
    void majorityOfAClusterAndOfTheClustersIsEnough() {
        World world = new World(SEED, 3, 3, 3);
        for (int dead : List.of(2, 5, 6, 7, 8)) {
            world.node(dead).crash();
        }
        world.network.notice(0);
        world.run(World.SECOND / 10);
        History.Store store = world.store(world.node(0), "key", "value");
        finish(world, store);
        assertInstanceOf(Stored.class, store.outcome());
    }

    @Test
    void minorityDecidesNothing() {
        World world = new World(SEED, 3);
        world.node(1).crash();
        world.node(2).crash();
        History.Store store = world.store(world.node(0), "key", "value");
        finish(world, store);
        assertInstanceOf(Unknown.class, store.outcome());
        assertTrue(world.history.winners().isEmpty());
    }

    // ---- Conflict.

    @ParameterizedTest
    @ValueSource(ints = {2, 6, 40})
    void oneOfConcurrentProposalsWins(int proposals) {
        World world = new World(SEED, 3, 3, 3);
        world.network.jitter = 2_000;
        List<History.Store> stores = new ArrayList<>();
        for (int i = 0; i < proposals; i++) {
            SimNode node = world.node(i % world.nodes.size());
            // Under transactions of their own, so that no node turns them away by itself.
            stores.add(world.retry(node, "key", "value " + i, "tx-" + i));
        }
        finish(world, stores.toArray(History.Store[]::new));
        // The winner's own node may learn of it from whoever finished the key, and then says "already yours".
        assertEquals(
                1,
                stores.stream()
                        .filter(store -> store.outcome() instanceof Stored || store.outcome() instanceof AlreadyYours)
                        .count());
        assertEquals(
                proposals - 1L,
                stores.stream()
                        .filter(store -> store.outcome() instanceof KeyExists)
                        .count());
        rest(world);
    }

    @Test
    void loserIsToldWhoWonAndWhetherTheValueIsTheSame() {
        World world = new World(SEED, 3);
        finish(world, world.retry(world.node(0), "key", "value", "winner"));
        History.Store same = world.retry(world.node(1), "key", "value", "loser-1");
        History.Store other = world.retry(world.node(2), "key", "another", "loser-2");
        finish(world, same, other);
        KeyExists sameExists = assertInstanceOf(KeyExists.class, same.outcome());
        assertEquals(new TxId("winner"), sameExists.winner());
        assertTrue(sameExists.sameValue());
        assertFalse(assertInstanceOf(KeyExists.class, other.outcome()).sameValue());
    }

    @Test
    void ownReservationTurnsAwayATransactionThatWasMadeHere() {
        World world = new World(SEED, 3);
        // The first proposal gets no further than the own voter.
        world.network.filter = sent -> !asks(sent.message(), Request.class);
        History.Store first = world.store(world.node(0), "key", "value");
        world.run(2 * SYNC);
        List<Sent> sent = world.network.record();
        History.Store second = world.store(world.node(0), "key", "value");
        KeyReserved reserved = assertInstanceOf(KeyReserved.class, second.outcome());
        assertEquals(first.txId, reserved.holder());
        assertTrue(reserved.sameValue());
        assertTrue(sent.stream().noneMatch(message -> isRequest(message.message())));
        world.network.filter = _ -> true;
        finish(world, first);
        assertInstanceOf(Stored.class, first.outcome());
        rest(world);
    }

    @Test
    void ownReservationDoesNotTurnAwayATransactionThatMayHaveBeenSentBefore() {
        World world = new World(SEED, 3);
        world.network.filter = sent -> !asks(sent.message(), Request.class);
        world.store(world.node(0), "key", "value");
        world.run(2 * SYNC);
        History.Store supplied = world.retry(world.node(0), "key", "value", "mine");
        assertFalse(supplied.isDone());
        world.network.filter = _ -> true;
        finish(world, supplied);
        assertInstanceOf(KeyExists.class, supplied.outcome());
        rest(world);
    }

    @Test
    void retryAtAnotherNodeIsNeverAConflictWithItself() {
        World world = new World(SEED, 3, 3);
        History.Store first = world.retry(world.node(0), "key", "value", "mine");
        History.Store second = world.retry(world.node(4), "key", "value", "mine");
        world.run(FAR / 2);
        History.Store third = world.retry(world.node(1), "key", "value", "mine");
        finish(world, first, second, third);
        for (History.Store store : List.of(first, second, third)) {
            assertTrue(
                    store.outcome() instanceof Stored || store.outcome() instanceof AlreadyYours,
                    () -> "was " + store.outcome());
        }
        rest(world);
        assertInstanceOf(
                AlreadyYours.class,
                world.retry(world.node(5), "key", "value", "mine").outcome());
    }

    @Test
    void retryAfterTheCoordinatorDiedFindsItsOwnStore() {
        World world = new World(SEED, 3);
        History.Store lost = world.retry(world.node(0), "key", "value", "mine");
        world.run(NEAR + SYNC);
        world.node(0).crash();
        assertFalse(lost.isDone());
        History.Store retried = world.retry(world.node(1), "key", "value", "mine");
        finish(world, retried);
        assertInstanceOf(Stored.class, retried.outcome());
    }

    @Test
    void transactionWithAnotherValueIsRefused() {
        World world = new World(SEED, 3);
        finish(world, world.retry(world.node(0), "key", "value", "mine"));
        world.run(World.SECOND / 10);
        History.Store here = world.retry(world.node(0), "key", "another", "mine");
        History.Store there = world.retry(world.node(1), "key", "another", "mine");
        finish(world, here, there);
        assertInstanceOf(TxReused.class, here.outcome());
        assertInstanceOf(TxReused.class, there.outcome());
    }

    // ---- Orphans.

    @Test
    void sweeperFinishesWhatADeadCoordinatorLeft() {
        World world = new World(SEED, 3, 3);
        History.Store store = world.store(world.node(0), "key", "value");
        world.run(FAR + NEAR + 2 * SYNC);
        world.node(0).crash();
        world.network.notice(0);
        assertTrue(world.runUntil(
                () -> world.nodes.stream()
                        .filter(SimNode::isUp)
                        .allMatch(node -> node.disk.committed().containsKey(store.key)),
                6 * World.SECOND));
        assertEquals(1, world.history.winners().size());
        assertTrue(world.nodes.stream().mapToInt(node -> node.orphans).sum() > 0);
    }

    @Test
    void sweeperFinishesAVoteThatOnlyOneSlowVoterHolds() {
        World world = new World(SEED, 4);
        SimNode slow = world.node(0);
        slow.disk.syncMicros = 20_000;
        world.network.filter = sent -> !asks(sent.message(), Request.class);
        History.Store store = world.store(slow, "key", "value", new TxId("tx"), true, World.SECOND);
        finish(world, store);
        assertInstanceOf(Unknown.class, store.outcome());
        world.network.filter = _ -> true;
        rest(world);
        assertTrue(world.history.winners().containsKey(store.key));
    }

    @Test
    void voteSurvivesARestartAndIsFinished() {
        World world = new World(SEED, 3);
        world.network.filter = sent -> !asks(sent.message(), Request.class);
        History.Store store = world.store(world.node(0), "key", "value");
        world.run(2 * SYNC);
        world.node(0).crash();
        world.network.filter = _ -> true;
        world.node(0).start();
        rest(world);
        assertTrue(world.history.winners().containsKey(store.key));
    }

    @Test
    void latePromiseDoesNotChangeTheValueOfABallot() {
        World world = new World(SEED, 3);
        // One voter has voted for another proposal, and its promises come last: the ballot is out with its value by
        // then.
        world.network.filter = sent -> !asks(sent.message(), Request.class);
        world.store(world.node(2), "key", "late");
        world.run(World.SECOND / 10);
        world.network.filter = sent -> !(answers(sent.message(), Reply.Promise.class) && sent.from() == world.node(2))
                && !(asks(sent.message(), Request.Propose.class) && sent.from() == world.node(2));
        List<Sent> sent = world.network.record();
        History.Store store = world.retry(world.node(0), "key", "value", "mine");
        finish(world, store);
        for (Sent one : sent) {
            for (Sent other : sent) {
                if (one.message() instanceof Ask a
                        && a.request() instanceof Request.Accept x
                        && other.message() instanceof Ask b
                        && b.request() instanceof Request.Accept y
                        && x.ballot().equals(y.ballot())) {
                    assertEquals(x.pid(), y.pid());
                }
            }
        }
        world.network.filter = _ -> true;
        rest(world);
    }

    // ---- Bytes.

    @Test
    void ballotWhoseBytesAreGoneIsGivenUpForOneWithoutTheirHolder() {
        World world = new World(SEED, 4);
        SimNode coordinator = world.node(0);
        SimNode holder = world.node(3);
        // The holder alone votes for its client's proposal, then is asked to promise, and dies before it gives the
        // bytes.
        world.network.filter = sent -> !isRequest(sent.message());
        world.store(holder, "key", "held", new TxId("held"), true, World.SECOND / 10);
        world.run(World.SECOND / 5);
        world.node(1).disk.syncMicros = 100_000;
        world.node(2).disk.syncMicros = 5_000;
        world.network.filter = sent -> answers(sent.message(), Reply.class)
                || (sent.from() != holder && !asks(sent.message(), Request.Propose.class));
        List<Sent> sent = world.network.record();
        History.Store store = world.retry(coordinator, "key", "value", txBehind(world, "held"));
        assertTrue(world.runUntil(
                () -> sent.stream()
                        .anyMatch(message -> message.to() == holder && asks(message.message(), Request.Fetch.class)),
                World.SECOND));
        holder.crash();
        world.network.filter = _ -> true;
        finish(world, store);
        assertInstanceOf(Stored.class, store.outcome());
        long ballots = sent.stream()
                .filter(message -> message.from() == coordinator && message.to() == world.node(1))
                .filter(message -> asks(message.message(), Request.Prepare.class))
                .map(message -> ((Ask) message.message()).request())
                .distinct()
                .count();
        assertEquals(2, ballots);
        holder.start();
        rest(world);
    }

    /** A transaction whose proposal of "value" stands behind that of "held" where votes are equal. */
    private static String txBehind(World world, String held) {
        Key key = Key.ofClient("key");
        Pid first = Pid.of(world.config().network(), key, new TxId(held), World.value("held"));
        return IntStream.range(0, 100)
                .mapToObj(i -> "mine-" + i)
                .filter(tx -> Pid.of(world.config().network(), key, new TxId(tx), World.value("value"))
                                .compareTo(first)
                        > 0)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void voterThatMissedTheProposalFetchesTheBytesOfTheOutcome() {
        World world = new World(SEED, 3, 3, 3);
        SimNode left = world.node(2);
        world.network.filter = sent -> !(sent.to() == left && asks(sent.message(), Request.Propose.class));
        List<Sent> sent = world.network.record();
        History.Store store = world.store(world.node(0), "key", "value");
        finish(world, store);
        world.run(World.SECOND / 2);
        assertTrue(left.disk.committed().containsKey(store.key));
        assertTrue(sent.stream()
                .anyMatch(message -> message.from() == left && asks(message.message(), Request.Fetch.class)));
    }

    @Test
    void voterThatLacksTheBytesIsSentThemUntilItHasThem() {
        World world = new World(SEED, 3);
        world.node(2).crash();
        world.network.notice(0);
        world.run(World.SECOND / 10);
        SimNode coordinator = world.node(0);
        SimNode other = world.node(1);
        // The other voter never hears the proposal; its Accept loses the bytes on the way, and then once altogether.
        int[] accepts = {0};
        world.network.distortion = message ->
                message instanceof Ask ask && ask.request() instanceof Request.Accept accept && accepts[0] == 1
                        ? new Ask(
                                ask.epoch(),
                                ask.key(),
                                ask.attempt(),
                                ask.origin(),
                                new Request.Accept(accept.ballot(), accept.pid(), accept.txId(), null))
                        : message;
        world.network.filter = sent -> !asks(sent.message(), Request.Propose.class)
                && !(asks(sent.message(), Request.Accept.class) && sent.to() == other && ++accepts[0] == 2);
        List<Sent> sent = world.network.record();
        History.Store store = world.store(coordinator, "key", "value");
        finish(world, store);
        assertInstanceOf(Stored.class, store.outcome());
        assertEquals(3, accepts[0]);
        assertEquals(
                1,
                sent.stream()
                        .filter(message -> answers(message.message(), Reply.NeedValue.class))
                        .count());
    }

    // ---- Idling.

    @Test
    void idleNodesWakeUpAFewTimesASecond() {
        World world = new World(SEED, 3, 3);
        finish(world, world.store(world.node(0), "key", "value"));
        rest(world);
        List<Long> before = world.nodes.stream().map(node -> node.turns).toList();
        world.run(100 * World.SECOND);
        for (SimNode node : world.nodes) {
            long turns = node.turns - before.get(node.index);
            assertTrue(turns <= 100 * 10, node + " took " + turns + " turns");
        }
    }

    @Test
    void nodeThatReachesNobodyDoesNotLoopOverWhatItCannotFinish() {
        World world = new World(SEED, 3);
        SimNode alone = world.node(0);
        world.network.isolate(alone);
        for (int i = 0; i < 10; i++) {
            world.store(alone, "key " + i, "value");
        }
        long before = alone.turns;
        world.run(100 * World.SECOND);
        assertTrue(alone.turns - before <= 100 * 40, "turns: " + (alone.turns - before));
        assertEquals(List.of(), world.history.unanswered());
        assertTrue(alone.driver().openKeys() <= 10);
        // The sessions break and come back: no long wait of the bad time is waited out.
        world.network.notice(0);
        world.run(World.SECOND);
        world.network.heal();
        world.run(8 * World.SECOND);
        assertEquals(0, alone.driver().openReservations());
        assertEquals(10, world.history.winners().size());
    }
}
