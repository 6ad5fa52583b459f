package io.replicator.simulator.swarm;

import io.replicator.simulator.disk.DiskTiming;
import io.replicator.simulator.fault.Fault;
import io.replicator.simulator.network.Delay;
import io.replicator.simulator.network.Topology;
import io.replicator.simulator.workload.Step;
import io.replicator.simulator.world.World;
import java.util.List;

/**
 * All that one run does, as data: whoever takes a part out has a smaller run that is otherwise the same.
 *
 * @param seed what the world draws the rest from: delays, losses, jitter
 * @param foundsItself whether the nodes begin without a network, and found it in the bad time
 * @param disks how long writes and syncs take, by the index of the node
 * @param badMicros how long clients ask and faults come, in virtual microseconds
 * @param absence whether some nodes stay away at first when all else is healed, and the others must do without them
 */
public record Plan(
        long seed,
        Topology topology,
        boolean foundsItself,
        List<DiskTiming> disks,
        List<Fault> faults,
        List<Step> steps,
        long badMicros,
        boolean absence) {

    /** Nodes that have a network from the beginning come to know each other before the bad time. */
    private static final long CALM_START_MICROS = World.SECOND / 10;

    public Plan {
        disks = List.copyOf(disks);
        faults = List.copyOf(faults);
        steps = List.copyOf(steps);
    }

    /** When the bad time begins, in virtual microseconds since the world began. */
    public long badFrom() {
        return foundsItself ? 0 : CALM_START_MICROS;
    }

    /** When the bad time is over, in virtual microseconds since the world began. */
    public long badUntil() {
        return badFrom() + badMicros;
    }

    public Plan withFaults(List<Fault> fewer) {
        return new Plan(seed, topology, foundsItself, disks, fewer, steps, badMicros, absence);
    }

    public Plan withSteps(List<Step> fewer) {
        return new Plan(seed, topology, foundsItself, disks, faults, fewer, badMicros, absence);
    }

    public Plan withBadMicros(long shorter) {
        return new Plan(seed, topology, foundsItself, disks, faults, steps, shorter, absence);
    }

    public Plan withoutAbsence() {
        return new Plan(seed, topology, foundsItself, disks, faults, steps, badMicros, false);
    }

    /** As if there had been a network from the beginning. */
    public Plan founded() {
        return new Plan(seed, topology, false, disks, faults, steps, badMicros, absence);
    }

    /** As if all disks were alike. */
    public Plan withUsualDisks() {
        List<DiskTiming> usual = disks.stream().map(_ -> DiskTiming.USUAL).toList();
        return new Plan(seed, topology, foundsItself, usual, faults, steps, badMicros, absence);
    }

    /** As if each way took always the same time. */
    public Plan withExactDelays() {
        Topology exact = new Topology(
                topology.clusters(),
                topology.delays().stream()
                        .map(row -> row.stream()
                                .map(delay -> Delay.exactly(delay.base()))
                                .toList())
                        .toList());
        return new Plan(seed, exact, foundsItself, disks, faults, steps, badMicros, absence);
    }
}
