package io.replicator.simulator.invariant;

import io.replicator.engine.model.KeyState;
import io.replicator.engine.model.KeyState.Committed;
import io.replicator.engine.model.KeyState.Undecided;
import io.replicator.engine.model.Vote;
import io.replicator.engine.port.Journal;
import io.replicator.simulator.world.Observer;
import io.replicator.simulator.world.SimNode;
import org.jspecify.annotations.Nullable;

/** Checks {@link Property#PROMISES_HOLD}: each new state of a key against the one on stable storage. */
final class PromisesHold extends Invariant implements Observer.OfJournals {

    PromisesHold() {
        super(Property.PROMISES_HOLD);
    }

    @Override
    public void appended(SimNode node, Journal.Entry entry) {
        if (entry instanceof Journal.Entry.Voted voted) {
            checked();
            KeyState durable = node.disk().durable(voted.key());
            if (durable instanceof Committed || isBehind(voted.state(), (Undecided) durable)) {
                throw broken(
                        voted.key(),
                        node + " goes back to " + voted.state() + " on key '" + voted.key() + "' from " + durable);
            }
        }
    }

    private static boolean isBehind(Undecided next, Undecided durable) {
        if (durable.promised().isAbove(next.promised())) {
            return true;
        }
        Vote before = durable.vote();
        Vote after = next.vote();
        if (after == null) {
            return before != null;
        }
        boolean sameVote = before != null
                && before.ballot().equals(after.ballot())
                && before.pid().equals(after.pid());
        return !sameVote && (durable.promised().isAbove(after.ballot()) || isNoHigher(after, before));
    }

    private static boolean isNoHigher(Vote after, @Nullable Vote before) {
        return before != null && !after.ballot().isAbove(before.ballot());
    }
}
