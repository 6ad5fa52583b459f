package io.replicator.simulator.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.engine.message.Message.Answer;
import io.replicator.engine.message.Message.Ask;
import io.replicator.engine.message.Message.Commit;
import io.replicator.engine.message.Message.Digest;
import io.replicator.engine.message.Reply;
import io.replicator.engine.message.Request;
import io.replicator.engine.model.Ballot;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.TxId;
import io.replicator.engine.outcome.StoreOutcome.AlreadyYours;
import io.replicator.engine.outcome.StoreOutcome.KeyExists;
import io.replicator.engine.outcome.StoreOutcome.Stored;
import io.replicator.simulator.invariant.Property;
import io.replicator.simulator.scenario.Scenario.Sent;
import io.replicator.simulator.world.Broken;
import io.replicator.simulator.world.ClientStore;
import io.replicator.simulator.world.SimNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Orders of events that random worlds hardly meet, about recoveries of one key: each once showed a bug, or would show one
 * that can be thought of. Unless it says otherwise, there are three voters, and Commits and digests are lost, so that
 * nobody hears of an outcome without asking.
 */
public enum Interleaving {
    /**
     * One coordinator confirms at ballot 1, while another one recovers at ballot 2. The third voter lost its disk. Once the
     * first coordinator is refused, it must look, and not wait for the third.
     */
    REFUSED_CONFIRMATION,
    /** Many clients want one key over long ways: nodes must see that another one is at work, and leave it to that one. */
    LONG_DISPUTES,
    /** A node prepares a ballot, which nobody hears of, and loses power and its own promise. Back again, it does the same. */
    BALLOT_OF_AN_EARLIER_BOOT,
    /**
     * A was acknowledged at ballot 1. A recovery that stands for B is refused by one who accepted A and has promised a
     * higher ballot: it has the votes of itself alone, and must hear of A from the other one.
     */
    REFUSED_PREPARATION,
    /**
     * A promise of ballot 2 comes so late that ballot 2 was given up, and its voter has accepted another proposal since. It
     * does not count for the ballot that the same recovery is at by then.
     */
    PROMISE_OF_AN_OLDER_BALLOT,
    /** A was accepted by one voter at ballot 1, B by the others at ballot 2: a recovery that hears of A first takes B. */
    TWO_CLASSIC_BALLOTS;

    private static final long SEED = 5;
    private static final String KEY = "key";
    private static final int DISPUTES = 20;
    private static final int CLIENTS = 40;
    /** Where nobody leaves it to others, each of the nine nodes prepares at least one. */
    private static final int BALLOTS_OF_A_DISPUTE = 8;

    /** Lets it happen; throws if a promise is broken. */
    void play() {
        switch (this) {
            case REFUSED_CONFIRMATION -> refusedConfirmation();
            case LONG_DISPUTES -> longDisputes();
            case BALLOT_OF_AN_EARLIER_BOOT -> ballotOfAnEarlierBoot();
            case REFUSED_PREPARATION -> refusedPreparation();
            case PROMISE_OF_AN_OLDER_BALLOT -> promiseOfAnOlderBallot();
            case TWO_CLASSIC_BALLOTS -> twoClassicBallots();
        }
    }

    /**
     * Lets it happen. Speaks in types of the JDK alone.
     *
     * @return the seed, the property and what was seen, separated by {@code |}; null if it keeps all promises
     */
    public static @Nullable String failure(String interleaving, long seed) {
        try {
            valueOf(interleaving).play();
            return null;
        } catch (Broken broken) {
            return seed + "|" + broken.property() + "|" + broken.getMessage();
        }
    }

    private static void refusedConfirmation() {
        Scenario world = Scenario.running(SEED, 3);
        SimNode confirming = world.node(0);
        SimNode recovering = world.node(1);
        world.node(2).wipe();
        List<Sent> sent = world.record();
        Predicate<Sent> prepared = from(recovering, Request.Prepare.class);
        Predicate<Sent> refused = answered(recovering, Reply.Rejected.class);
        world.filter(next -> !tells(next)
                && !(from(confirming, Request.Accept.class).test(next) && !has(sent, prepared))
                && !(from(recovering, Request.Accept.class).test(next) && !has(sent, refused)));
        ClientStore first = store(world, confirming, "first");
        until(world, () -> has(sent, from(confirming, Request.Accept.class)));
        store(world, recovering, "second");
        until(world, () -> has(sent, refused));
        Scenario.mustHold(
                Property.AVAILABLE,
                world.runUntil(first::isDone, Scenario.SECOND),
                "the client whose confirmation was refused is not told the outcome");
        assertInstanceOf(AlreadyYours.class, first.outcome());
    }

    private static void longDisputes() {
        int ballots = 0;
        for (int seed = 0; seed < DISPUTES; seed++) {
            Scenario world = Scenario.runningApart(seed, 130_000, 3, 3, 3);
            world.run(Scenario.SECOND);
            List<ClientStore> stores = new ArrayList<>();
            for (int client = 0; client < CLIENTS; client++) {
                stores.add(store(world, world.node(client % world.nodes().size()), "client-" + client));
            }
            world.finish(stores.toArray(ClientStore[]::new));
            ballots += world.ballots();
        }
        Scenario.mustHold(
                Property.AVAILABLE,
                ballots <= DISPUTES * BALLOTS_OF_A_DISPUTE,
                DISPUTES + " disputes took " + ballots + " ballots");
    }

    private static void ballotOfAnEarlierBoot() {
        Scenario world = Scenario.running(SEED, 3);
        List<Sent> sent = world.record();
        SimNode recovering = world.node(0);
        // Each voter comes to hold a reservation of its own, and who asked for it is gone.
        world.filter(next -> !(next.message() instanceof Ask));
        for (SimNode node : world.nodes()) {
            store(world, node, "of-" + node);
        }
        world.run(2 * Scenario.SYNC);
        for (SimNode node : world.nodes()) {
            node.crash();
            node.start();
        }
        world.run(Scenario.SECOND / 100);
        Predicate<Sent> prepares = from(recovering, Request.Prepare.class);
        world.filter(next -> !tells(next)
                && !prepares.test(next)
                && (next.from() == recovering || !(next.message() instanceof Ask)));
        store(world, recovering, "own");
        until(world, () -> has(sent, prepares));
        recovering.crash();
        recovering.start();
        world.run(Scenario.SECOND / 100);
        sent.clear();
        ClientStore again = store(world, recovering, "own");
        until(world, () -> has(sent, prepares));
        world.filter(_ -> true);
        world.finish(again);
        world.rest();
    }

    private static void refusedPreparation() {
        Scenario world = Scenario.running(SEED, 3);
        List<Sent> sent = world.record();
        boolean inOrder = new Ballot(2, world.node(1).id().store(), 1)
                .isAbove(new Ballot(2, world.node(0).id().store(), 1));
        SimNode recovering = world.node(inOrder ? 0 : 1);
        SimNode higher = world.node(inOrder ? 1 : 0);
        SimNode acknowledging = world.node(2);
        world.filter(next -> !tells(next)
                && !from(recovering, Request.class).test(next)
                && !(from(acknowledging, Request.Accept.class).test(next) && next.to() == recovering));
        ClientStore other = store(world, recovering, "B");
        ClientStore acknowledged = store(world, acknowledging, "A");
        until(world, acknowledged::isDone);
        assertInstanceOf(Stored.class, acknowledged.outcome());
        // It forgets that it has committed A, and not that it has accepted A.
        acknowledging.crash();
        acknowledging.start();
        world.run(Scenario.SECOND / 100);
        Predicate<Sent> prepares = from(higher, Request.Prepare.class);
        Predicate<Sent> sweeps = from(acknowledging, Request.class);
        world.filter(next -> !tells(next)
                && !sweeps.test(next)
                && !prepares.test(next)
                && !from(recovering, Request.class).test(next));
        store(world, higher, "C");
        until(world, () -> has(sent, prepares));
        world.filter(next -> !tells(next)
                && !sweeps.test(next)
                && !prepares.test(next)
                && !(from(recovering, Request.Query.class).test(next) && next.to() == higher));
        until(world, () -> has(sent, answered(higher, Reply.Rejected.class)));
        world.run(Scenario.SECOND);
        world.filter(_ -> true);
        world.finish(other);
        world.rest();
        assertWon(world, acknowledged);
    }

    private static void promiseOfAnOlderBallot() {
        Scenario world = Scenario.running(SEED, 3);
        List<Sent> sent = world.record();
        SimNode recovering = world.node(0);
        SimNode late = world.node(1);
        Predicate<Sent> prepares = from(recovering, Request.Prepare.class);
        Predicate<Sent> promises = answered(late, Reply.Promise.class);
        // Of the recovery, the looks pass and one Prepare, whose answer takes long.
        world.filter(next -> !tells(next)
                && (next.from() != recovering
                        || !(next.message() instanceof Ask)
                        || from(recovering, Request.Query.class).test(next)
                        || (prepares.test(next) && next.to() == late && !has(sent, promises))));
        ClientStore other = store(world, recovering, "B");
        until(world, () -> has(sent, prepares));
        world.delay(late, recovering, 6 * Scenario.SECOND);
        until(world, () -> has(sent, promises));
        world.run(Scenario.TICK);
        world.delay(late, recovering, Scenario.NEAR);
        world.filter(next -> !tells(next) && next.from() != recovering && next.to() != recovering);
        ClientStore acknowledged = store(world, late, "A");
        until(world, acknowledged::isDone);
        assertInstanceOf(Stored.class, acknowledged.outcome());
        // The late voter is not heard any more, and the third one's promise of a new ballot is lost.
        SimNode third = world.node(2);
        world.filter(next -> !tells(next)
                && next.from() != late
                && next.to() != late
                && !from(third, Request.class).test(next)
                && !answered(third, Reply.Promise.class).test(next));
        world.run(8 * Scenario.SECOND);
        assertTrue(world.ballots() > 1);
        world.filter(_ -> true);
        world.finish(other);
        world.rest();
        assertWon(world, acknowledged);
    }

    private static void twoClassicBallots() {
        Scenario world = Scenario.running(SEED, 3);
        List<Sent> sent = world.record();
        SimNode confirming = world.node(0);
        SimNode both = world.node(1);
        SimNode acknowledging = world.node(2);
        // Of two proposals with as many votes, a recovery takes the one with the smaller pid.
        boolean inOrder = pid(world, "A").compareTo(pid(world, "B")) < 0;
        world.filter(next -> !tells(next)
                && !from(confirming, Request.Accept.class).test(next)
                && !from(acknowledging, Request.Propose.class).test(next)
                && !(next.from() == acknowledging && next.to() == confirming && next.message() instanceof Ask));
        ClientStore acknowledged = store(world, acknowledging, inOrder ? "A" : "B");
        ClientStore other = store(world, confirming, inOrder ? "B" : "A");
        until(world, acknowledged::isDone);
        assertInstanceOf(Stored.class, acknowledged.outcome());
        assertTrue(has(sent, from(confirming, Request.Accept.class)));
        world.filter(next -> !tells(next)
                && next.from() != acknowledging
                && next.to() != acknowledging
                && !from(both, Request.class).test(next));
        until(world, other::isDone);
        assertInstanceOf(KeyExists.class, other.outcome());
        assertTrue(has(sent, answered(both, Reply.Promise.class)));
        world.filter(_ -> true);
        world.rest();
        assertWon(world, acknowledged);
    }

    // ---- In the words of these courses.

    /** A client with patience stores under a transaction id of its own, which is the value as well. */
    private static ClientStore store(Scenario world, SimNode node, String name) {
        return world.store(node, KEY, name, new TxId(name), false, 30 * Scenario.SECOND);
    }

    private static Pid pid(Scenario world, String name) {
        return Pid.of(world.config().network(), Key.ofClient(KEY), new TxId(name), Scenario.value(name));
    }

    private static void assertWon(Scenario world, ClientStore store) {
        assertEquals(Objects.requireNonNull(store.pid()), world.winners().get(store.key));
    }

    private static void until(Scenario world, BooleanSupplier condition) {
        assertTrue(world.runUntil(condition, 10 * Scenario.SECOND), "the course of events is another one");
    }

    private static boolean has(List<Sent> sent, Predicate<Sent> what) {
        return sent.stream().anyMatch(what);
    }

    private static boolean tells(Sent sent) {
        return sent.message() instanceof Commit || sent.message() instanceof Digest;
    }

    private static Predicate<Sent> from(SimNode node, Class<? extends Request> kind) {
        return sent -> sent.from() == node && sent.message() instanceof Ask ask && kind.isInstance(ask.request());
    }

    private static Predicate<Sent> answered(SimNode node, Class<? extends Reply> kind) {
        return sent ->
                sent.from() == node && sent.message() instanceof Answer answer && kind.isInstance(answer.reply());
    }
}
