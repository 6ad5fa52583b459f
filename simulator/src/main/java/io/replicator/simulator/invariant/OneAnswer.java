package io.replicator.simulator.invariant;

import io.replicator.simulator.world.ClientRead;
import io.replicator.simulator.world.ClientStore;
import io.replicator.simulator.world.Observer;
import io.replicator.simulator.world.SimNode;
import io.replicator.simulator.world.World;

/**
 * Checks {@link Property#ONE_ANSWER}. That there is no second answer is checked where answers come in; here, that there is
 * one, unless its node died, and that it comes by the deadline, unless the node was paused or its clock disturbed.
 */
final class OneAnswer extends Invariant implements Observer.OfClients, Observer.OfRest {

    /** A deadline is a timer like others, and fires with the turn that is due. */
    private static final long SLACK_MICROS = 10_000;

    OneAnswer() {
        super(Property.ONE_ANSWER);
    }

    @Override
    public void asked(ClientStore store) {
        // Is owed an answer from now on.
    }

    @Override
    public void asked(ClientRead read) {
        // Is owed an answer from now on.
    }

    @Override
    public void answered(ClientStore store) {
        checked();
        if (isLate(store.node, store.end(), store.deadline)) {
            throw broken(store.key, "the " + store + " was answered " + (store.end() - store.deadline) + " us late");
        }
    }

    @Override
    public void answered(ClientRead read) {
        checked();
        if (isLate(read.node, read.end(), read.deadline)) {
            throw broken(read.key, "the " + read + " was answered " + (read.end() - read.deadline) + " us late");
        }
    }

    private static boolean isLate(SimNode node, long end, long deadline) {
        return node.isPunctual() && end > deadline + SLACK_MICROS;
    }

    @Override
    public void rested(World world) {
        for (ClientStore store : world.stores()) {
            if (!store.isDone() && !store.isLost() && store.deadline < world.time()) {
                throw broken(store.key, "the " + store + " was never answered");
            }
        }
        for (ClientRead read : world.reads()) {
            if (!read.isDone() && !read.isLost() && read.deadline < world.time()) {
                throw broken(read.key, "the " + read + " was never answered");
            }
        }
    }
}
