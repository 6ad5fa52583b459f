package io.replicator.engine.world;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.fail;

import io.replicator.engine.message.Message;
import io.replicator.engine.message.Message.Answer;
import io.replicator.engine.message.Message.Ask;
import io.replicator.engine.message.Message.Relay;
import io.replicator.engine.message.Message.Relayed;
import io.replicator.engine.message.Reply;
import io.replicator.engine.message.Request;
import io.replicator.engine.model.Ballot;
import io.replicator.engine.world.Chaos.Flaw;
import java.util.List;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The random runs have teeth: with a bug planted outside of the engine, some seed soon fails. */
class PlantedBugsTest {

    /** Within how many seeds a planted bug must be found. */
    private static final int SEEDS = 400;

    private static void assertFound(Flaw flaw, int... shape) {
        for (long seed = 1; seed <= SEEDS; seed++) {
            try {
                Chaos.run(seed, flaw, shape);
            } catch (AssertionError found) {
                return;
            }
        }
        fail("a planted bug was not found in " + SEEDS + " seeds");
    }

    private static Message withReply(Message message, UnaryOperator<Reply> change) {
        return switch (message) {
            case Answer(long epoch, var key, long attempt, var origin, Reply reply) ->
                new Answer(epoch, key, attempt, origin, change.apply(reply));
            case Relayed(var voter, Answer answer) -> new Relayed(voter, (Answer) withReply(answer, change));
            default -> message;
        };
    }

    private static Message withRequest(Message message, UnaryOperator<Request> change) {
        return switch (message) {
            case Ask(long epoch, var key, long attempt, var origin, Request request) ->
                new Ask(epoch, key, attempt, origin, change.apply(request));
            case Relay(var voters, Ask ask) -> new Relay(voters, withRequest(ask, change));
            default -> message;
        };
    }

    @ParameterizedTest
    @EnumSource(
            value = SimDisk.Fault.class,
            mode = EnumSource.Mode.EXCLUDE,
            names = {"NONE", "FORGETS_PROMISES"})
    void findsADiskThatBreaksItsContract(SimDisk.Fault fault) {
        assertFound(Flaw.of(fault), 3);
    }

    /**
     * A forgotten promise does harm in one order of events only, which random runs hardly meet:
     *
     * <ol>
     *   <li>A coordinator has the promises of both others, and its Accept is late.
     *   <li>Both others crash, forget their promise, and confirm another proposal.
     *   <li>The Accept arrives at one of them, which takes it.
     * </ol>
     */
    private static void lateAcceptAfterACrashOfBothOthers(SimDisk.Fault fault) {
        World world = new World(3, store -> new SimDisk(store, fault), 3);
        SimNode late = world.node(2);
        world.network.filter = sent -> sent.from() != late || isPreparation(sent.message());
        List<World.Sent> sent = world.network.record();
        world.retry(late, "key", "late", "late");
        world.runUntil(
                () -> sent.stream()
                        .anyMatch(message ->
                                message.message() instanceof Ask ask && ask.request() instanceof Request.Accept),
                World.SECOND);
        // What the late one hears from now on would stop it.
        world.network.block((from, to) -> to == late);
        world.network.filter = message -> message.from() != late && !(message.message() instanceof Message.Commit);
        for (int other = 0; other < 2; other++) {
            world.node(other).crash();
            world.node(other).start();
        }
        world.run(World.SECOND / 100);
        world.retry(world.node(0), "key", "early", "early");
        world.run(World.SECOND / 5);
        world.network.heal();
        world.network.filter =
                message -> message.from() != world.node(0) && !(message.message() instanceof Message.Commit);
        world.run(5 * World.SECOND);
    }

    private static boolean isPreparation(Message message) {
        return message instanceof Ask ask
                && !(ask.request() instanceof Request.Propose)
                && !(ask.request() instanceof Request.Accept);
    }

    @Test
    void findsADiskThatForgetsPromises() {
        assertDoesNotThrow(() -> lateAcceptAfterACrashOfBothOthers(SimDisk.Fault.NONE));
        assertThrows(History.Broken.class, () -> lateAcceptAfterACrashOfBothOthers(SimDisk.Fault.FORGETS_PROMISES));
    }

    @Test
    void findsAVoterThatVotesForEverybody() {
        UnaryOperator<Reply> lie =
                reply -> reply instanceof Reply.Denied denied ? new Reply.Voted(denied.asked()) : reply;
        assertFound(Flaw.of((Message message) -> withReply(message, lie)), 3);
    }

    @Test
    void findsAVoterThatKeepsItsVoteToItself() {
        UnaryOperator<Reply> lie =
                reply -> reply instanceof Reply.Promise promise ? new Reply.Promise(promise.ballot(), null) : reply;
        assertFound(Flaw.of((Message message) -> withReply(message, lie)), 3, 3);
    }

    @Test
    void findsAQueryThatMissesVotes() {
        UnaryOperator<Reply> lie =
                reply -> reply instanceof Reply.Report report ? new Reply.Report(report.promised(), null) : reply;
        assertFound(Flaw.of((Message message) -> withReply(message, lie)), 3);
    }

    @Test
    void findsARecoveryThatUsesTheBallotOfConfirmations() {
        UnaryOperator<Request> low = request -> request instanceof Request.Accept accept
                ? new Request.Accept(Ballot.CONFIRM, accept.pid(), accept.txId(), accept.value())
                : request;
        UnaryOperator<Reply> match = UnaryOperator.identity();
        assertFound(Flaw.of((Message message) -> withReply(withRequest(message, low), match)), 3);
    }
}
