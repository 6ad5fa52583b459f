package io.replicator.chaos.scenario;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.chaos.image.BrokenImage;
import io.replicator.simulator.containers.ContainerNetwork;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** A suite that finds nothing proves nothing: nodes that are broken on purpose must be caught by the same stories. */
@OnOwnNetwork
class TeethIT {

    private static final String TWO_WINNERS = "was taken by two proposals";

    @Test
    void catchesNodesThatAcknowledgeWithoutAQuorum() throws Exception {
        String image = BrokenImage.build(
                "broken-quorum",
                "engine",
                "io.replicator.engine.quorum.Quorums",
                "this.clusterMajority = clusters.size() / 2 + 1;",
                "this.clusterMajority = (clusters.size() + 1) / 2;");
        String name = "half of the clusters are enough";
        try (ContainerNetwork network = Networks.start(image, 2, 3)) {
            ScenarioFailure caught = Scenario.playPlanted(
                    name,
                    network,
                    it -> Stories.proposersAcrossAPartition(it, network.cluster("a"), network.cluster("b"), () -> {}));
            assertTrue(String.valueOf(caught.getMessage()).contains(TWO_WINNERS), caught::getMessage);
            Path left = ScenarioReport.folderOf("planted: " + name);
            assertTrue(Files.readString(left.resolve("report.html")).contains(TWO_WINNERS));
            assertTrue(Files.readString(left.resolve("faults.txt")).contains("all is lost between a and b"));
            assertTrue(Files.readString(left.resolve("history.txt")).contains("store"));
            assertTrue(Files.readString(left.resolve("logs/a1.log")).contains("this node votes"));
        }
    }

    @Test
    void catchesNodesThatForgetTheirVotesWhenTheyStart() throws Exception {
        String image = BrokenImage.build(
                "broken-journal",
                "node",
                "io.replicator.node.storage.RocksJournal",
                "new UndecidedKeys(undecided(store, null, UndecidedKeys.MAX_KEYS + 1))",
                "new UndecidedKeys(List.of())");
        try (ContainerNetwork network = Networks.start(image, 1, 3)) {
            ScenarioFailure caught = Scenario.playPlanted(
                    "votes are forgotten by a restart",
                    network,
                    it -> Stories.votersRestartAndTheCoordinatorIsGone(it, network.node("a1")));
            assertTrue(String.valueOf(caught.getMessage()).contains(TWO_WINNERS), caught::getMessage);
        }
    }
}
