package io.replicator.simulator.invariant;

import io.replicator.engine.model.KeyState.Committed;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.Value;
import io.replicator.engine.port.Journal;
import io.replicator.simulator.world.Observer;
import io.replicator.simulator.world.SimNode;
import io.replicator.simulator.world.World;
import java.util.HashMap;
import java.util.Map;

/** Checks {@link Property#BYTES_MATCH}; the same bytes in the same object are hashed once. */
final class BytesMatch extends Invariant implements Observer.OfJournals {

    private final World world;
    private final Map<Pid, Value> verified = new HashMap<>();

    BytesMatch(World world) {
        super(Property.BYTES_MATCH);
        this.world = world;
    }

    @Override
    @SuppressWarnings("ReferenceEquality") // The very object was hashed before.
    public void appended(SimNode node, Journal.Entry entry) {
        if (entry instanceof Journal.Entry.Committed committed) {
            checked();
            Committed state = committed.state();
            if (verified.get(state.pid()) == state.value()) {
                return;
            }
            Pid hashed = Pid.of(world.config().network(), committed.key(), state.txId(), state.value());
            if (!hashed.equals(state.pid())) {
                throw broken(
                        committed.key(),
                        node + " commits bytes of " + hashed + " for key '" + committed.key() + "' as " + state.pid());
            }
            verified.put(state.pid(), state.value());
        }
    }
}
