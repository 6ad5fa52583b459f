package io.replicator.simulator.invariant;

import io.replicator.engine.model.Key;
import io.replicator.engine.model.Pid;
import io.replicator.engine.port.Journal;
import io.replicator.engine.quorum.VoterSet;
import io.replicator.simulator.world.Observer;
import io.replicator.simulator.world.SimNode;
import io.replicator.simulator.world.World;
import java.util.HashSet;
import java.util.Set;

/** Checks {@link Property#COMMITS_ARE_CHOSEN} when a key is committed for the first time, at whatever node. */
final class CommitsAreChosen extends Invariant implements Observer.OfJournals {

    private final QuorumStates states;
    private final Set<Key> seen = new HashSet<>();

    CommitsAreChosen(World world) {
        super(Property.COMMITS_ARE_CHOSEN);
        this.states = new QuorumStates(world);
    }

    @Override
    public void appended(SimNode node, Journal.Entry entry) {
        if (entry instanceof Journal.Entry.Committed committed && seen.add(committed.key())) {
            checked();
            Pid pid = committed.state().pid();
            VoterSet voters = states.counterexample(committed.key(), pid);
            if (voters != null) {
                throw broken(
                        committed.key(),
                        node + " commits " + pid + " for key '" + committed.key()
                                + "', but a recovery that hears of the voters " + voters
                                + " could choose another proposal");
            }
        }
    }
}
