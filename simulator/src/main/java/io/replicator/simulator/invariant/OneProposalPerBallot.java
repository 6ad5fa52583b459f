package io.replicator.simulator.invariant;

import io.replicator.engine.message.Message;
import io.replicator.engine.message.Message.Ask;
import io.replicator.engine.message.Request.Accept;
import io.replicator.engine.model.Ballot;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.NodeId;
import io.replicator.engine.model.Pid;
import io.replicator.simulator.world.Observer;
import io.replicator.simulator.world.SimNode;
import java.util.HashMap;
import java.util.Map;

/** Checks {@link Property#ONE_PROPOSAL_PER_BALLOT} over all requests to vote above ballot 0 that any node sends. */
final class OneProposalPerBallot extends Invariant implements Observer.OfMessages {

    private record Place(Key key, Ballot ballot) {}

    private final Map<Place, Pid> proposals = new HashMap<>();

    OneProposalPerBallot() {
        super(Property.ONE_PROPOSAL_PER_BALLOT);
    }

    @Override
    public void sent(SimNode from, NodeId to, Message message) {
        Message inner = message instanceof Message.Relay relay ? relay.message() : message;
        if (inner instanceof Ask ask && ask.request() instanceof Accept accept) {
            checked();
            Pid first = proposals.putIfAbsent(new Place(ask.key(), accept.ballot()), accept.pid());
            if (first != null && !first.equals(accept.pid())) {
                throw broken(
                        ask.key(),
                        from + " asks for votes for " + accept.pid() + " at ballot " + accept.ballot() + " of key '"
                                + ask.key() + "', which stood for " + first + " before");
            }
        }
    }
}
