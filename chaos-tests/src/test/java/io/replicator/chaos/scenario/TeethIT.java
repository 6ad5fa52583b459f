package io.replicator.chaos.scenario;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.chaos.cluster.ChaosNetwork;
import io.replicator.chaos.cluster.Docker;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A suite that finds nothing proves nothing: nodes that are broken on purpose must be caught by the same stories. */
class TeethIT {

    @BeforeAll
    static void needsDocker() {
        Docker.assume();
    }

    @Test
    void catchesNodesThatAcknowledgeWithoutAQuorum() throws Exception {
        String image = BrokenImage.build(
                "broken-quorum",
                "io/replicator/engine/quorum/Quorums.java",
                "this.clusterMajority = clusters.size() / 2 + 1;",
                "this.clusterMajority = (clusters.size() + 1) / 2;");
        String name = "planted: half of the clusters are enough";
        try (ChaosNetwork network = ChaosNetwork.start(image, 2, 3)) {
            ScenarioFailure caught = assertThrows(
                    ScenarioFailure.class,
                    () -> Scenario.play(
                            name,
                            network,
                            it -> Stories.proposersAcrossAPartition(it, network.cluster("a"), network.cluster("b"))));
            assertTrue(String.valueOf(caught.getMessage()).contains("was taken by two proposals"), caught::getMessage);
            Path left = ScenarioReport.folderOf(name);
            assertTrue(Files.readString(left.resolve("report.html")).contains("was taken by two proposals"));
            assertTrue(Files.readString(left.resolve("faults.txt")).contains("all is lost between a and b"));
            assertTrue(Files.readString(left.resolve("history.txt")).contains("store"));
            assertTrue(Files.readString(left.resolve("logs/a1.log")).contains("this node votes"));
        }
    }
}
