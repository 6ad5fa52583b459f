package io.replicator.simulator.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.engine.acceptor.Acceptor;
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
import io.replicator.engine.model.Value;
import io.replicator.engine.outcome.StoreOutcome.AlreadyYours;
import io.replicator.engine.outcome.StoreOutcome.KeyExists;
import io.replicator.engine.outcome.StoreOutcome.KeyReserved;
import io.replicator.engine.outcome.StoreOutcome.NotAttempted;
import io.replicator.engine.outcome.StoreOutcome.Stored;
import io.replicator.engine.outcome.StoreOutcome.TxReused;
import io.replicator.engine.outcome.StoreOutcome.Unknown;
import io.replicator.simulator.scenario.Scenario.Sent;
import io.replicator.simulator.world.ClientStore;
import io.replicator.simulator.world.SimNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a store costs and leads to, in one calm, one hurt or one contended network at a time. */
class StoreScenariosTest {

    private static final long SEED = 7;
    private static final long FAR = Scenario.FAR;
    private static final long NEAR = Scenario.NEAR;
    private static final long SYNC = Scenario.SYNC;

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

    // ---- Calm.

    @Test
    void calmStoreDecidesInOneRoundTripWithOneSyncAtEachVoter() {
        Scenario world = Scenario.running(SEED, 3, 3, 3);
        List<Integer> syncs =
                world.nodes().stream().map(node -> node.disk().syncs()).toList();
        long begin = world.time();
        ClientStore store = world.store(world.node(0), "key", "value");
        world.finish(store);
        assertInstanceOf(Stored.class, store.outcome());
        long oneTrip = 2 * (FAR + NEAR) + SYNC;
        assertTrue(world.time() - begin <= oneTrip + 100, "took " + (world.time() - begin) + " us");
        assertEquals(1, world.node(0).probe().fastDecisions());
        for (SimNode node : world.nodes()) {
            assertEquals(syncs.get(node.index) + 1, node.disk().syncs(), "syncs of " + node);
        }
        world.rest();
    }

    @Test
    void calmStoreSendsOneRequestToEachRemoteClusterNotOneToEachRemoteNode() {
        Scenario world = Scenario.running(SEED, 3, 3, 3);
        List<Sent> sent = world.record();
        SimNode coordinator = world.node(0);
        world.finish(world.store(coordinator, "key", "value"));
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
        Scenario world = Scenario.running(SEED, 3, 3, 3);
        List<Sent> sent = world.record();
        world.finish(world.store(world.node(0), "key", "value"));
        world.run(Scenario.SECOND / 2);
        long commits = sent.stream()
                .filter(message ->
                        message.from() == world.node(0) && !message.to().cluster.equals(world.node(0).cluster))
                .filter(message ->
                        message.message() instanceof Relay relay && relay.message() instanceof Message.Commit)
                .count();
        assertEquals(2, commits);
        assertTrue(
                world.nodes().stream().allMatch(node -> node.disk().committed().size() == 1));
    }

    @Test
    void noReplyLeavesBeforeItsStateIsSynced() {
        Scenario world = Scenario.running(SEED, 3);
        SimNode voter = world.node(1);
        Scenario.syncsTake(voter, 50_000);
        List<Sent> sent = world.record();
        ClientStore store = world.store(world.node(0), "key", "value");
        world.run(40_000);
        assertTrue(sent.stream().noneMatch(message -> message.from() == voter));
        assertEquals(KeyState.UNTOUCHED, voter.disk().durable(store.key));
        world.run(20_000);
        assertTrue(sent.stream()
                .anyMatch(message -> message.from() == voter && answers(message.message(), Reply.Voted.class)));
    }

    @Test
    void repeatedProposeWaitsForTheSyncOfTheVoteItFinds() {
        Scenario world = Scenario.running(SEED, 3);
        SimNode voter = world.node(1);
        Scenario.syncsTake(voter, 50_000);
        world.repeatEverything();
        List<Sent> sent = world.record();
        world.store(world.node(0), "key", "value");
        world.run(49_000);
        assertTrue(sent.stream().noneMatch(message -> message.from() == voter));
    }

    @Test
    void manyStoresShareASync() {
        Scenario world = Scenario.running(SEED, 3);
        SimNode voter = world.node(1);
        int before = voter.disk().syncs();
        List<ClientStore> stores = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            stores.add(world.store(world.node(0), "key" + i, "value"));
        }
        world.finish(stores.toArray(ClientStore[]::new));
        assertTrue(voter.disk().syncs() - before <= 3, "syncs: " + (voter.disk().syncs() - before));
        world.rest();
    }

    // ---- Somebody is missing.

    @Test
    void storeLacksAsManyVotesAsTheFastQuorumAllows() {
        Scenario world = Scenario.running(SEED, 3, 3, 3);
        world.node(8).crash();
        world.notice();
        world.run(Scenario.SECOND / 10);
        world.finish(world.store(world.node(0), "key", "value"));
        assertEquals(1, world.node(0).probe().fastDecisions());
    }

    @Test
    void storeIsConfirmedAtBallotOneWhenMoreThanTheMissableAreKnownToBeGone() {
        Scenario world = Scenario.running(SEED, 3);
        world.node(2).crash();
        world.notice();
        world.run(Scenario.SECOND / 10);
        List<Sent> sent = world.record();
        long begin = world.time();
        ClientStore store = world.store(world.node(0), "key", "value");
        world.finish(store);
        assertInstanceOf(Stored.class, store.outcome());
        assertEquals(1, world.node(0).probe().slowDecisions());
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
        Scenario world = Scenario.running(SEED, 3);
        world.isolate(world.node(2));
        long begin = world.time();
        world.finish(world.store(world.node(0), "key", "value"));
        long hedge = 10_000;
        assertTrue(world.time() - begin >= hedge);
        assertTrue(world.time() - begin <= hedge + 2 * NEAR + SYNC + 5_000, "took " + (world.time() - begin));
        begin = world.time();
        world.finish(world.store(world.node(0), "next", "value"));
        assertTrue(world.time() - begin < hedge, "the silent one is not waited for again");
    }

    @Test
    void deadRepresentativeIsReplacedByAnother() {
        Scenario world = Scenario.running(SEED, 3, 3, 3);
        SimNode coordinator = world.node(0);
        List<Sent> sent = world.record();
        world.finish(world.store(coordinator, "first", "value"));
        SimNode representative = sent.stream()
                .filter(message -> message.message() instanceof Relay
                        && message.to().cluster.text().equals("B"))
                .findFirst()
                .orElseThrow()
                .to();
        world.isolate(representative);
        ClientStore store = world.store(coordinator, "second", "value");
        world.finish(store);
        assertInstanceOf(Stored.class, store.outcome());
        assertTrue(coordinator.probe().relayFailovers() > 0);
        assertTrue(sent.stream()
                .anyMatch(message -> message.message() instanceof Relay
                        && message.to().cluster.text().equals("B")
                        && message.to() != representative));
    }

    @Test
    void voterIsAskedDirectlyWhenNoRepresentativePassesAnythingOn() {
        Scenario world = Scenario.running(SEED, 3, 3);
        SimNode coordinator = world.node(0);
        world.filter(sent -> !(sent.message() instanceof Relay));
        List<Sent> sent = world.record();
        ClientStore store = world.store(coordinator, "key", "value");
        world.finish(store);
        assertInstanceOf(Stored.class, store.outcome());
        assertTrue(sent.stream()
                .anyMatch(message -> message.from() == coordinator
                        && message.to().cluster.text().equals("B")
                        && message.message() instanceof Ask));
    }

    @Test
    void isolatedNodeThatKnowsItAnswersNotAttempted() {
        Scenario world = Scenario.running(SEED, 3);
        world.isolate(world.node(0));
        world.notice();
        world.run(Scenario.SECOND / 10);
        assertInstanceOf(
                NotAttempted.class, world.store(world.node(0), "key", "value").outcome());
        world.heal();
        world.run(Scenario.SECOND);
        ClientStore store = world.store(world.node(0), "key", "value");
        world.finish(store);
        assertInstanceOf(Stored.class, store.outcome());
    }

    @Test
    void nodeIsolatedInMidProposalAnswersUnknownAtItsDeadlineAndIsHealedLater() {
        Scenario world = Scenario.running(SEED, 3);
        world.isolate(world.node(0));
        long begin = world.time();
        ClientStore store = world.store(world.node(0), "key", "value");
        world.finish(store);
        assertInstanceOf(Unknown.class, store.outcome());
        assertEquals(begin + 5 * Scenario.SECOND + Scenario.TICK, world.time());
        ClientStore other = world.store(world.node(1), "key", "other");
        world.finish(other);
        assertInstanceOf(Stored.class, other.outcome());
        world.heal();
        world.rest();
        ClientStore again = world.store(world.node(0), "key", "value", store.txId, false, Scenario.SECOND);
        assertInstanceOf(KeyExists.class, again.outcome());
    }

    @Test
    void majorityOfAClusterAndOfTheClustersIsEnough() {
        Scenario world = Scenario.running(SEED, 3, 3, 3);
        for (int dead : List.of(2, 5, 6, 7, 8)) {
            world.node(dead).crash();
        }
        world.notice();
        world.run(Scenario.SECOND / 10);
        ClientStore store = world.store(world.node(0), "key", "value");
        world.finish(store);
        assertInstanceOf(Stored.class, store.outcome());
    }

    @Test
    void minorityDecidesNothing() {
        Scenario world = Scenario.running(SEED, 3);
        world.node(1).crash();
        world.node(2).crash();
        ClientStore store = world.store(world.node(0), "key", "value");
        world.finish(store);
        assertInstanceOf(Unknown.class, store.outcome());
        assertTrue(world.winners().isEmpty());
    }

    // ---- Conflict.

    @ParameterizedTest
    @ValueSource(ints = {2, 6, 40})
    void oneOfConcurrentProposalsWins(int proposals) {
        Scenario world = Scenario.running(SEED, 3, 3, 3);
        world.jitter(2_000);
        List<ClientStore> stores = new ArrayList<>();
        for (int i = 0; i < proposals; i++) {
            SimNode node = world.node(i % world.nodes().size());
            // Under transactions of their own, so that no node turns them away by itself.
            stores.add(world.retry(node, "key", "value " + i, "tx-" + i));
        }
        world.finish(stores.toArray(ClientStore[]::new));
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
        world.rest();
    }

    @Test
    void loserIsToldWhoWonAndWhetherTheValueIsTheSame() {
        Scenario world = Scenario.running(SEED, 3);
        world.finish(world.retry(world.node(0), "key", "value", "winner"));
        ClientStore same = world.retry(world.node(1), "key", "value", "loser-1");
        ClientStore other = world.retry(world.node(2), "key", "another", "loser-2");
        world.finish(same, other);
        KeyExists sameExists = assertInstanceOf(KeyExists.class, same.outcome());
        assertEquals(new TxId("winner"), sameExists.winner());
        assertTrue(sameExists.sameValue());
        assertFalse(assertInstanceOf(KeyExists.class, other.outcome()).sameValue());
    }

    @Test
    void ownReservationTurnsAwayATransactionThatWasMadeHere() {
        Scenario world = Scenario.running(SEED, 3);
        // The first proposal gets no further than the own voter.
        world.filter(sent -> !asks(sent.message(), Request.class));
        ClientStore first = world.store(world.node(0), "key", "value");
        world.run(2 * SYNC);
        List<Sent> sent = world.record();
        ClientStore second = world.store(world.node(0), "key", "value");
        KeyReserved reserved = assertInstanceOf(KeyReserved.class, second.outcome());
        assertEquals(first.txId, reserved.holder());
        assertTrue(reserved.sameValue());
        assertTrue(sent.stream().noneMatch(message -> isRequest(message.message())));
        world.filter(_ -> true);
        world.finish(first);
        assertInstanceOf(Stored.class, first.outcome());
        world.rest();
    }

    @Test
    void ownReservationDoesNotTurnAwayATransactionThatMayHaveBeenSentBefore() {
        Scenario world = Scenario.running(SEED, 3);
        world.filter(sent -> !asks(sent.message(), Request.class));
        world.store(world.node(0), "key", "value");
        world.run(2 * SYNC);
        ClientStore supplied = world.retry(world.node(0), "key", "value", "mine");
        assertFalse(supplied.isDone());
        world.filter(_ -> true);
        world.finish(supplied);
        assertInstanceOf(KeyExists.class, supplied.outcome());
        world.rest();
    }

    @Test
    void retryAtAnotherNodeIsNeverAConflictWithItself() {
        Scenario world = Scenario.running(SEED, 3, 3);
        ClientStore first = world.retry(world.node(0), "key", "value", "mine");
        ClientStore second = world.retry(world.node(4), "key", "value", "mine");
        world.run(FAR / 2);
        ClientStore third = world.retry(world.node(1), "key", "value", "mine");
        world.finish(first, second, third);
        for (ClientStore store : List.of(first, second, third)) {
            assertTrue(
                    store.outcome() instanceof Stored || store.outcome() instanceof AlreadyYours,
                    () -> "was " + store.outcome());
        }
        world.rest();
        assertInstanceOf(
                AlreadyYours.class,
                world.retry(world.node(5), "key", "value", "mine").outcome());
    }

    @Test
    void retryAfterTheCoordinatorDiedFindsItsOwnStore() {
        Scenario world = Scenario.running(SEED, 3);
        ClientStore lost = world.retry(world.node(0), "key", "value", "mine");
        world.run(NEAR + SYNC);
        world.node(0).crash();
        assertFalse(lost.isDone());
        ClientStore retried = world.retry(world.node(1), "key", "value", "mine");
        world.finish(retried);
        assertInstanceOf(Stored.class, retried.outcome());
    }

    @Test
    void transactionWithAnotherValueIsRefused() {
        Scenario world = Scenario.running(SEED, 3);
        world.finish(world.retry(world.node(0), "key", "value", "mine"));
        world.run(Scenario.SECOND / 10);
        ClientStore here = world.retry(world.node(0), "key", "another", "mine");
        ClientStore there = world.retry(world.node(1), "key", "another", "mine");
        world.finish(here, there);
        assertInstanceOf(TxReused.class, here.outcome());
        assertInstanceOf(TxReused.class, there.outcome());
    }

    // ---- Orphans.

    @Test
    void sweeperFinishesWhatADeadCoordinatorLeft() {
        Scenario world = Scenario.running(SEED, 3, 3);
        ClientStore store = world.store(world.node(0), "key", "value");
        world.run(FAR + NEAR + 2 * SYNC);
        world.node(0).crash();
        world.notice();
        assertTrue(world.runUntil(
                () -> world.nodes().stream()
                        .filter(SimNode::isUp)
                        .allMatch(node -> node.disk().committed().containsKey(store.key)),
                6 * Scenario.SECOND));
        assertEquals(1, world.winners().size());
        assertTrue(
                world.nodes().stream().mapToInt(node -> node.probe().orphans()).sum() > 0);
    }

    @Test
    void sweeperFinishesAVoteThatOnlyOneSlowVoterHolds() {
        Scenario world = Scenario.running(SEED, 4);
        SimNode slow = world.node(0);
        Scenario.syncsTake(slow, 20_000);
        world.filter(sent -> !asks(sent.message(), Request.class));
        ClientStore store = world.store(slow, "key", "value", new TxId("tx"), true, Scenario.SECOND);
        world.finish(store);
        assertInstanceOf(Unknown.class, store.outcome());
        world.filter(_ -> true);
        world.rest();
        assertTrue(world.winners().containsKey(store.key));
    }

    @Test
    void voteSurvivesARestartAndIsFinished() {
        Scenario world = Scenario.running(SEED, 3);
        world.filter(sent -> !asks(sent.message(), Request.class));
        ClientStore store = world.store(world.node(0), "key", "value");
        world.run(2 * SYNC);
        world.node(0).crash();
        world.filter(_ -> true);
        world.node(0).start();
        world.rest();
        assertTrue(world.winners().containsKey(store.key));
    }

    @Test
    void latePromiseDoesNotChangeTheValueOfABallot() {
        Scenario world = Scenario.running(SEED, 3);
        SimNode coordinator = world.node(0);
        SimNode late = world.node(2);
        // The late voter has voted for another proposal, and promises while the ballot is out with its value already.
        world.filter(sent -> !isRequest(sent.message()));
        world.store(late, "key", "late", new TxId("late"), true, Scenario.SECOND / 10);
        world.run(Scenario.SECOND / 5);
        Scenario.syncsTake(late, 3 * SYNC);
        world.filter(sent -> !asks(sent.message(), Request.Propose.class)
                && (sent.from() != late || answers(sent.message(), Reply.class)));
        List<Sent> sent = world.record();
        ClientStore store = world.retry(coordinator, "key", "value", "mine");
        world.finish(store);
        assertInstanceOf(Stored.class, store.outcome());
        Sent promise = sent.stream()
                .filter(message -> message.from() == late && answers(message.message(), Reply.Promise.class))
                .findFirst()
                .orElseThrow();
        List<Sent> accepts = sent.stream()
                .filter(message -> asks(message.message(), Request.Accept.class))
                .toList();
        assertTrue(accepts.getFirst().time() < promise.time() + NEAR && promise.time() + NEAR < world.time());
        Set<Pid> values = accepts.stream()
                .map(message -> (Request.Accept) ((Ask) message.message()).request())
                .map(Request.Accept::pid)
                .collect(Collectors.toSet());
        assertEquals(Set.of(Pid.of(world.config().network(), store.key, store.txId, store.value)), values);
        world.filter(_ -> true);
        world.rest();
    }

    // ---- Bytes.

    @Test
    void ballotWhoseBytesAreGoneIsGivenUpForOneWithoutTheirHolder() {
        Scenario world = Scenario.running(SEED, 4);
        SimNode coordinator = world.node(0);
        SimNode holder = world.node(3);
        // The holder alone votes for its client's proposal, then is asked to promise, and dies before it gives the
        // bytes.
        world.filter(sent -> !isRequest(sent.message()));
        world.store(holder, "key", "held", new TxId("held"), true, Scenario.SECOND / 10);
        world.run(Scenario.SECOND / 5);
        Scenario.syncsTake(world.node(1), 100_000);
        Scenario.syncsTake(world.node(2), 5_000);
        world.filter(sent -> answers(sent.message(), Reply.class)
                || (sent.from() != holder && !asks(sent.message(), Request.Propose.class)));
        List<Sent> sent = world.record();
        ClientStore store = world.retry(coordinator, "key", "value", txBehind(world, "held"));
        assertTrue(world.runUntil(
                () -> sent.stream()
                        .anyMatch(message -> message.to() == holder && asks(message.message(), Request.Fetch.class)),
                Scenario.SECOND));
        holder.crash();
        world.filter(_ -> true);
        world.finish(store);
        assertInstanceOf(Stored.class, store.outcome());
        long ballots = sent.stream()
                .filter(message -> message.from() == coordinator && message.to() == world.node(1))
                .filter(message -> asks(message.message(), Request.Prepare.class))
                .map(message -> ((Ask) message.message()).request())
                .distinct()
                .count();
        assertEquals(2, ballots);
        holder.start();
        world.rest();
    }

    /** A transaction whose proposal of "value" stands behind that of "held" where votes are equal. */
    private static String txBehind(Scenario world, String held) {
        Key key = Key.ofClient("key");
        Pid first = Pid.of(world.config().network(), key, new TxId(held), Scenario.value("held"));
        return IntStream.range(0, 100)
                .mapToObj(i -> "mine-" + i)
                .filter(tx -> Pid.of(world.config().network(), key, new TxId(tx), Scenario.value("value"))
                                .compareTo(first)
                        > 0)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void voterThatMissedTheProposalFetchesTheBytesOfTheOutcome() {
        Scenario world = Scenario.running(SEED, 3, 3, 3);
        SimNode left = world.node(2);
        world.filter(sent -> !(sent.to() == left && asks(sent.message(), Request.Propose.class)));
        List<Sent> sent = world.record();
        ClientStore store = world.store(world.node(0), "key", "value");
        world.finish(store);
        world.run(Scenario.SECOND / 2);
        assertTrue(left.disk().committed().containsKey(store.key));
        assertTrue(sent.stream()
                .anyMatch(message -> message.from() == left && asks(message.message(), Request.Fetch.class)));
    }

    @Test
    void bytesThatHadToBeAskedOfSeveralSayNothingOfTheWayToWhoGaveThem() {
        Scenario world = Scenario.running(SEED, 3, 3, 3);
        SimNode left = world.node(2);
        int[] fetches = {0};
        world.filter(sent -> !(sent.to() == left && asks(sent.message(), Request.Propose.class))
                && !(sent.from() == left && asks(sent.message(), Request.Fetch.class) && fetches[0]++ == 0));
        ClientStore store = world.store(world.node(0), "key", "value");
        world.finish(store);
        world.run(3 * Scenario.SECOND);
        assertTrue(left.disk().committed().containsKey(store.key));
        assertTrue(fetches[0] > 1, "the first one that it asked did not hear it");
        for (SimNode node : world.nodes()) {
            // A second too much would have all that it stores later wait for seconds before it does without who is
            // gone.
            assertTrue(
                    left.driver().roundTripMicros(node.id()) < 3 * Scenario.FAR,
                    () -> "to " + node + " and back: " + left.driver().roundTripMicros(node.id()) + " us");
        }
    }

    @Test
    void voterThatLacksTheBytesIsSentThemUntilItHasThem() {
        Scenario world = Scenario.running(SEED, 3);
        world.node(2).crash();
        world.notice();
        world.run(Scenario.SECOND / 10);
        SimNode coordinator = world.node(0);
        SimNode other = world.node(1);
        // The other voter never hears the proposal; its Accept loses the bytes on the way, and then once altogether.
        int[] accepts = {0};
        world.filter(sent -> {
            if (sent.to() != other
                    || !(sent.message() instanceof Ask ask)
                    || !(ask.request() instanceof Request.Accept accept)) {
                return !asks(sent.message(), Request.Propose.class);
            }
            accepts[0]++;
            if (accepts[0] == 1) {
                Ask bare = new Ask(
                        ask.epoch(),
                        ask.key(),
                        ask.attempt(),
                        ask.origin(),
                        new Request.Accept(accept.ballot(), accept.pid(), accept.txId(), null));
                world.in(NEAR, () -> other.turn(driver -> driver.received(coordinator.id(), bare)));
            }
            return accepts[0] > 2;
        });
        List<Sent> sent = world.record();
        ClientStore store = world.store(coordinator, "key", "value");
        world.finish(store);
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
        Scenario world = Scenario.running(SEED, 3, 3);
        world.finish(world.store(world.node(0), "key", "value"));
        world.rest();
        List<Long> before = world.nodes().stream().map(node -> node.turns()).toList();
        world.run(100 * Scenario.SECOND);
        for (SimNode node : world.nodes()) {
            long turns = node.turns() - before.get(node.index);
            assertTrue(turns <= 100 * 10, node + " took " + turns + " turns");
        }
    }

    @Test
    void nodeThatReachesNobodyDoesNotLoopOverWhatItCannotFinish() {
        Scenario world = Scenario.running(SEED, 3);
        SimNode alone = world.node(0);
        world.isolate(alone);
        for (int i = 0; i < 10; i++) {
            world.store(alone, "key " + i, "value");
        }
        long before = alone.turns();
        world.run(100 * Scenario.SECOND);
        assertTrue(alone.turns() - before <= 100 * 40, "turns: " + (alone.turns() - before));
        assertEquals(List.of(), world.unanswered());
        assertTrue(alone.driver().openKeys() <= 10);
        // The sessions break and come back: no long wait of the bad time is waited out.
        world.notice();
        world.run(Scenario.SECOND);
        world.heal();
        world.run(8 * Scenario.SECOND);
        assertEquals(0, alone.driver().openReservations());
        assertEquals(10, world.winners().size());
    }

    // ---- Narrow links.

    /** No ballot lasts long enough for the bytes to come; so what has come counts for the next one. */
    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void longValuesThatHinderEachOtherOverNarrowLinksAreDecided(long seed) {
        Scenario world = Scenario.running(seed, 3, 3, 3);
        world.filter(sent -> {
            boolean isLong = bytesIn(sent.message()) > Acceptor.INLINE_VALUE_BYTES;
            world.delay(sent.from(), sent.to(), isLong ? 6 * Scenario.SECOND : NEAR);
            return true;
        });
        for (int proposer : List.of(0, 3, 6)) {
            String value = Integer.toString(proposer).repeat(2 * Acceptor.INLINE_VALUE_BYTES);
            world.store(world.node(proposer), "key", value);
        }
        assertTrue(world.runUntil(
                () -> world.nodes().stream()
                        .allMatch(node -> node.disk().committed().size() == 1),
                25 * Scenario.SECOND));
    }

    private static int bytesIn(Message message) {
        Message inner = message instanceof Relay relay ? relay.message() : message;
        Value value = null;
        if (inner instanceof Ask ask && ask.request() instanceof Request.Propose propose) {
            value = propose.value();
        } else if (inner instanceof Ask ask && ask.request() instanceof Request.Accept accept) {
            value = accept.value();
        } else if (inner instanceof Answer answer && answer.reply() instanceof Reply.Fetched fetched) {
            value = fetched.value();
        }
        return value == null ? 0 : value.length();
    }
}
