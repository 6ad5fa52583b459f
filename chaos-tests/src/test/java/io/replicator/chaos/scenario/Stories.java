package io.replicator.chaos.scenario;

import static io.replicator.chaos.fault.Faults.blackHole;
import static io.replicator.chaos.fault.Ways.between;

import io.replicator.chaos.cluster.Group;
import java.util.List;

/** Stories that are told of good nodes and of broken ones alike. */
final class Stories {

    private static final int KEYS = 5;

    private Stories() {}

    /** The same keys are wanted on both sides at the same moment, while nothing passes between them. */
    static void proposersAcrossAPartition(Scenario it, Group some, Group others) throws Exception {
        Group proposers = Group.of(some.nodes().getFirst(), others.nodes().getFirst());
        List<String> keys = it.freshKeys(KEYS);
        it.during(blackHole(between(some, others)), () -> it.storeAtOnce(keys, proposers));
        it.eventually("each key has a winner, and nobody is told of a second one", () -> {
            it.storeAtOnce(keys, proposers);
            return it.haveWinners(keys);
        });
    }
}
