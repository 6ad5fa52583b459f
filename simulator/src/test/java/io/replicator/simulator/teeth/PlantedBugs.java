package io.replicator.simulator.teeth;

import java.util.List;
import java.util.stream.Stream;

/** All planted bugs. */
final class PlantedBugs {

    private PlantedBugs() {}

    static List<PlantedBug> all() {
        return Stream.of(
                        QuorumBugs.all(),
                        VoterBugs.all(),
                        CoordinatorBugs.all(),
                        NodeBugs.all(),
                        AnswerBugs.all(),
                        DiskBugs.all())
                .flatMap(List::stream)
                .toList();
    }
}
