package io.replicator.simulator.invariant;

import io.replicator.simulator.world.Observer;
import io.replicator.simulator.world.World;

/** Checks {@link Property#HONEST_NODES_ARE_ADMITTED}: worlds have no copied disks, so no session may be refused. */
final class HonestNodesAreAdmitted extends Invariant implements Observer.OfRest {

    HonestNodesAreAdmitted() {
        super(Property.HONEST_NODES_ARE_ADMITTED);
    }

    @Override
    public void rested(World world) {
        checked();
        for (String refusal : world.sessions().refusals()) {
            throw broken(refusal);
        }
    }
}
