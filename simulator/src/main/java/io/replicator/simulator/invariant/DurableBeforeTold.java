package io.replicator.simulator.invariant;

import io.replicator.engine.message.Message;
import io.replicator.engine.message.Message.Answer;
import io.replicator.engine.message.Message.Pulled;
import io.replicator.engine.message.Reply;
import io.replicator.engine.model.Ballot;
import io.replicator.engine.model.KeyState;
import io.replicator.engine.model.KeyState.Committed;
import io.replicator.engine.model.KeyState.Undecided;
import io.replicator.engine.model.NodeId;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.Vote;
import io.replicator.simulator.world.Observer;
import io.replicator.simulator.world.SimNode;
import org.jspecify.annotations.Nullable;

/**
 * Checks {@link Property#DURABLE_BEFORE_TOLD}: what a voter says of itself must be on its stable storage by then, or have
 * been superseded there by something later. So must the commits that a node names to who missed them: the place of one
 * that is lost would be given to another key, which those who believe to have pulled that place would never ask for.
 */
final class DurableBeforeTold extends Invariant implements Observer.OfMessages {

    DurableBeforeTold() {
        super(Property.DURABLE_BEFORE_TOLD);
    }

    @Override
    public void sent(SimNode from, NodeId to, Message message) {
        if (message instanceof Answer answer) {
            checked();
            KeyState durable = from.disk().durable(answer.key());
            if (!covers(durable, answer.reply())) {
                throw broken(
                        answer.key(),
                        from + " answers " + answer.reply() + " on key '" + answer.key()
                                + "', but only this is on its stable storage: " + durable);
            }
        } else if (message instanceof Pulled pulled) {
            for (Pulled.Entry entry : pulled.entries()) {
                checked();
                if (!(from.disk().durable(entry.key()) instanceof Committed)) {
                    throw broken(
                            entry.key(),
                            from + " names its commit of key '" + entry.key()
                                    + "', which is not on its stable storage");
                }
            }
        }
    }

    private static boolean covers(KeyState durable, Reply reply) {
        if (durable instanceof Committed) {
            return true;
        }
        Undecided state = (Undecided) durable;
        return switch (reply) {
            case Reply.Voted voted -> hasVoted(state.vote(), Ballot.FAST, voted.pid());
            case Reply.Accepted accepted -> hasVoted(state.vote(), accepted.ballot(), accepted.pid());
            case Reply.Promise promise -> hasPromised(state, promise.ballot()) && hasVoted(state, promise.vote());
            case Reply.Denied denied -> hasPromised(state, denied.promised()) && hasVoted(state, denied.vote());
            case Reply.Report report -> hasPromised(state, report.promised()) && hasVoted(state, report.vote());
            case Reply.Rejected rejected -> hasPromised(state, rejected.promised());
            case Reply.Committed _ -> false;
            // Bytes prove themselves by their hash; the vote that they come from may have been superseded since.
            case Reply.Fetched _ -> true;
            case Reply.NeedValue _, Reply.Missing _, Reply.WrongEpoch _ -> true;
        };
    }

    private static boolean hasPromised(Undecided state, Ballot ballot) {
        return !ballot.isAbove(state.promised());
    }

    private static boolean hasVoted(Undecided state, Reply.@Nullable VoteReport told) {
        return told == null || hasVoted(state.vote(), told.ballot(), told.pid());
    }

    private static boolean hasVoted(@Nullable Vote durable, Ballot ballot, Pid pid) {
        return durable != null
                && (durable.ballot().isAbove(ballot)
                        || (durable.ballot().equals(ballot) && durable.pid().equals(pid)));
    }
}
