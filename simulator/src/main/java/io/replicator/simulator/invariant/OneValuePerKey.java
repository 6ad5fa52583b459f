package io.replicator.simulator.invariant;

import io.replicator.engine.model.Key;
import io.replicator.engine.model.Pid;
import io.replicator.engine.port.Journal;
import io.replicator.simulator.world.Observer;
import io.replicator.simulator.world.SimNode;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Checks {@link Property#ONE_VALUE_PER_KEY} over all commits, whether they survive or not. */
final class OneValuePerKey extends Invariant implements Observer.OfJournals {

    private final Map<Key, Pid> winners = new HashMap<>();

    OneValuePerKey() {
        super(Property.ONE_VALUE_PER_KEY);
    }

    @Nullable
    Pid winner(Key key) {
        return winners.get(key);
    }

    @Override
    public void appended(SimNode node, Journal.Entry entry) {
        if (entry instanceof Journal.Entry.Committed committed) {
            checked();
            Pid pid = committed.state().pid();
            Pid first = winners.putIfAbsent(committed.key(), pid);
            if (first != null && !first.equals(pid)) {
                throw broken(
                        committed.key(),
                        "key '" + committed.key() + "' is committed to " + first + ", and by " + node + " to " + pid);
            }
        }
    }
}
