package io.replicator.simulator.swarm;

import io.replicator.simulator.fault.FaultKind;
import io.replicator.simulator.network.Topology;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the plans of a swarm have in common.
 *
 * @param topology the network of every run; null to have each seed draw its own
 * @param faults the kinds of faults that a seed may draw; empty for calm worlds
 * @param badMicros how long the bad time lasts, in virtual microseconds; 0 to have each seed draw it
 */
public record SwarmSettings(@Nullable Topology topology, Set<FaultKind> faults, long badMicros) {

    /** Each seed draws everything. */
    public static final SwarmSettings ANY = new SwarmSettings(null, EnumSet.allOf(FaultKind.class), 0);

    public SwarmSettings {
        faults = Set.copyOf(faults);
    }
}
