package io.replicator.simulator.invariant;

import io.replicator.engine.message.Message;
import io.replicator.engine.message.Message.Ask;
import io.replicator.engine.message.Request.Prepare;
import io.replicator.engine.model.Ballot;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.NodeId;
import io.replicator.simulator.world.Observer;
import io.replicator.simulator.world.SimNode;
import java.util.HashMap;
import java.util.Map;

/** Checks {@link Property#BALLOTS_ARE_FRESH}: a repeated Prepare belongs to the attempt that began it. */
final class BallotsAreFresh extends Invariant implements Observer.OfMessages {

    private record Place(Key key, Ballot ballot) {}

    private final Map<Place, Long> attempts = new HashMap<>();

    BallotsAreFresh() {
        super(Property.BALLOTS_ARE_FRESH);
    }

    @Override
    public void sent(SimNode from, NodeId to, Message message) {
        Message inner = message instanceof Message.Relay relay ? relay.message() : message;
        if (inner instanceof Ask ask && ask.request() instanceof Prepare prepare) {
            checked();
            Long first = attempts.putIfAbsent(new Place(ask.key(), prepare.ballot()), ask.attempt());
            if (first != null && first != ask.attempt()) {
                throw broken(
                        ask.key(),
                        from + " prepares ballot " + prepare.ballot() + " of key '" + ask.key()
                                + "', which was prepared before");
            }
        }
    }
}
