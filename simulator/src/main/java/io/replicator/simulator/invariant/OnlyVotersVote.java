package io.replicator.simulator.invariant;

import io.replicator.engine.model.NodeId;
import io.replicator.engine.port.Journal;
import io.replicator.simulator.world.Observer;
import io.replicator.simulator.world.SimNode;
import io.replicator.simulator.world.World;
import java.util.Set;

/** Checks {@link Property#ONLY_VOTERS_VOTE}, by the peer together with its data folder. */
final class OnlyVotersVote extends Invariant implements Observer.OfJournals {

    private final World world;
    private Set<NodeId> voters = Set.of();

    OnlyVotersVote(World world) {
        super(Property.ONLY_VOTERS_VOTE);
        this.world = world;
    }

    private Set<NodeId> voters() {
        if (voters.isEmpty()) {
            voters = Set.copyOf(world.config().voters());
        }
        return voters;
    }

    @Override
    public void appended(SimNode node, Journal.Entry entry) {
        if (entry instanceof Journal.Entry.Voted voted) {
            checked();
            if (!voters().contains(node.id())) {
                throw broken(
                        voted.key(), node + " votes on key '" + voted.key() + "' with a data folder that is no voter");
            }
        }
    }
}
