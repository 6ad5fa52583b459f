package io.replicator.simulator.invariant;

import io.replicator.engine.model.Key;
import io.replicator.engine.model.Pid;
import io.replicator.engine.outcome.StoreOutcome;
import io.replicator.engine.quorum.VoterSet;
import io.replicator.simulator.world.ClientRead;
import io.replicator.simulator.world.ClientStore;
import io.replicator.simulator.world.Observer;
import io.replicator.simulator.world.SimNode;
import io.replicator.simulator.world.World;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Checks {@link Property#ACKNOWLEDGED_SURVIVES}: when a store is acknowledged, after each crash for what may have been
 * lost by it, and in the end for all. Judged over all quorums at once by {@link Survival}.
 */
final class AcknowledgedSurvives extends Invariant
        implements Observer.OfClients, Observer.OfProcesses, Observer.OfRest {

    /** Acknowledged stores that are looked at again after a crash: the latest, which alone can have anything to lose. */
    private static final int LATEST = 32;

    private final QuorumStates states;
    private final Map<Key, Pid> acknowledged = new LinkedHashMap<>();
    private final Set<Key> latest = new HashSet<>();

    AcknowledgedSurvives(World world) {
        super(Property.ACKNOWLEDGED_SURVIVES);
        this.states = new QuorumStates(world);
    }

    @Override
    public void asked(ClientStore store) {
        // Promises nothing yet.
    }

    @Override
    public void asked(ClientRead read) {
        // Promises nothing yet.
    }

    @Override
    public void answered(ClientStore store) {
        Pid pid = store.pid();
        boolean stored =
                store.outcome() instanceof StoreOutcome.Stored || store.outcome() instanceof StoreOutcome.AlreadyYours;
        if (pid != null && stored) {
            acknowledged.put(store.key, pid);
            if (latest.size() == LATEST) {
                latest.clear();
            }
            latest.add(store.key);
            check(store.key, pid);
        }
    }

    @Override
    public void answered(ClientRead read) {
        // What is read is committed, which is checked elsewhere.
    }

    @Override
    public void started(SimNode node) {
        // A start loses nothing.
    }

    @Override
    public void stopped(SimNode node) {
        for (Key key : latest) {
            Pid pid = acknowledged.get(key);
            if (pid != null) {
                check(key, pid);
            }
        }
    }

    @Override
    public void rested(World world) {
        acknowledged.forEach(this::check);
    }

    private void check(Key key, Pid pid) {
        checked();
        VoterSet voters = states.counterexample(key, pid);
        if (voters != null) {
            throw broken(
                    key,
                    "key '" + key + "' is acknowledged as " + pid + ", but a recovery that hears of the voters "
                            + voters + " could choose another proposal");
        }
    }
}
