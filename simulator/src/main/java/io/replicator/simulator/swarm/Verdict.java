package io.replicator.simulator.swarm;

import io.replicator.engine.model.Key;
import io.replicator.engine.model.Pid;
import io.replicator.simulator.history.History;
import io.replicator.simulator.invariant.Property;
import io.replicator.simulator.world.Broken;
import io.replicator.simulator.world.World;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What became of one run.
 *
 * @param broken the promise that was broken; null if all were kept
 * @param world the world as it was in the end
 * @param history what its clients saw
 * @param checks how often each property was checked
 */
public record Verdict(
        Plan plan, @Nullable Broken broken, World world, History<Key, Pid> history, Map<Property, Long> checks) {

    public boolean kept() {
        return broken == null;
    }
}
