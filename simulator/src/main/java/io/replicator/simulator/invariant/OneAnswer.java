package io.replicator.simulator.invariant;

import io.replicator.simulator.world.ClientRead;
import io.replicator.simulator.world.ClientStore;
import io.replicator.simulator.world.Observer;
import io.replicator.simulator.world.World;

/**
 * Checks {@link Property#ONE_ANSWER}. That there is no second answer is checked where answers come in; here, that there is
 * one, unless its node died: at rest all deadlines have passed.
 */
final class OneAnswer extends Invariant implements Observer.OfRest {

    OneAnswer() {
        super(Property.ONE_ANSWER);
    }

    @Override
    public void rested(World world) {
        for (ClientStore store : world.stores()) {
            checked();
            if (!store.isDone() && !store.isLost() && store.deadline < world.time()) {
                throw broken("the " + store + " was never answered");
            }
        }
        for (ClientRead read : world.reads()) {
            checked();
            if (!read.isDone() && !read.isLost() && read.deadline < world.time()) {
                throw broken("the " + read + " was never answered");
            }
        }
    }
}
