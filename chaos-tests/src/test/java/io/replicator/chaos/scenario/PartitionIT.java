package io.replicator.chaos.scenario;

import static io.replicator.simulator.nemesis.Fault.together;
import static io.replicator.simulator.nemesis.Faults.blackHole;
import static io.replicator.simulator.nemesis.Faults.cut;
import static io.replicator.simulator.nemesis.Ways.between;
import static io.replicator.simulator.nemesis.Ways.sentBy;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.simulator.containers.ContainerNetwork;
import io.replicator.simulator.containers.Group;
import io.replicator.simulator.containers.Node;
import io.replicator.simulator.history.Outcome;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Parts of the network that cannot hear each other. */
@OnSharedNetwork
class PartitionIT {

    @Test
    void proposersInTwoClustersAcrossAPartition(ContainerNetwork network) throws Exception {
        Group a = network.cluster("a");
        Group b = network.cluster("b");
        Group c = network.cluster("c");
        Scenario.play("proposers in two clusters across a partition", network, it -> {
            Group majority = Group.of(a, b);
            Stories.proposersAcrossAPartition(it, c, majority, () -> it.storesGoOnAt(majority));
        });
    }

    @Test
    void minorityClusterDoesNotAnswerFalsely(ContainerNetwork network) throws Exception {
        Group a = network.cluster("a");
        Group b = network.cluster("b");
        Group c = network.cluster("c");
        Node c1 = network.node("c1");
        Scenario.play("a minority cluster does not answer falsely", network, it -> {
            String known = it.freshKey();
            assertTrue(Scenario.isStored(it.store(network.node("a1"), known)));
            it.eventually("c1 has learned of the key", () -> c1.holds(known));
            it.clientsAskAt(network.all());
            // Nobody is told of the partition: connections stay, and all is lost that is sent by them.
            it.during(blackHole(between(c, a, b)), () -> {
                it.nothingIsClaimedAt(c);
                assertTrue(it.read(c1, known).outcome() instanceof Outcome.Found<String>, "what it has it tells");
                String foreign = it.freshKey();
                assertTrue(Scenario.isStored(it.store(network.node("b1"), foreign)));
                assertFalse(it.read(c1, foreign).outcome() instanceof Outcome.Missing<String>, "it cannot know");
                it.storesGoOnAt(Group.of(a, b));
            });
        });
    }

    @Test
    void clusterIsCutOffAndHealed(ContainerNetwork network) throws Exception {
        Group a = network.cluster("a");
        Group b = network.cluster("b");
        Group c = network.cluster("c");
        Scenario.play("a cluster is cut off and healed", network, it -> {
            it.clientsAskAt(network.all());
            List<String> meanwhile = it.freshKeys(20);
            it.during(cut(b, a, c), () -> {
                it.storeAtOnce(meanwhile, network.node("c2"));
                it.storesGoOnAt(Group.of(a, c));
                it.nothingIsClaimedAt(b);
            });
            it.eventually(
                    "the cluster catches up",
                    () -> b.nodes().stream().allMatch(node -> meanwhile.stream().allMatch(node::holds)));
        });
    }

    @Test
    void everyClusterIsAlone(ContainerNetwork network) throws Exception {
        Group a = network.cluster("a");
        Group b = network.cluster("b");
        Group c = network.cluster("c");
        Scenario.play("every cluster is alone", network, it -> {
            it.clientsAskAt(network.all());
            it.during(together(cut(a, b, c), cut(b, c)), () -> {
                it.goOn(Duration.ofSeconds(4));
                it.nothingIsClaimedAt(network.all());
            });
        });
    }

    @Test
    void messagesPassOneWayOnly(ContainerNetwork network) throws Exception {
        Group a = network.cluster("a");
        Group b = network.cluster("b");
        Group c = network.cluster("c");
        Scenario.play("messages pass one way only", network, it -> {
            it.clientsAskAt(network.all());
            it.during(blackHole(sentBy(a).to(b, c)), () -> it.storesGoOnAt(Group.of(b, c)));
            it.storesGoOnAt(network.all());
            it.during(blackHole(sentBy(Group.of(b, c)).to(a)), () -> it.storesGoOnAt(Group.of(b, c)));
        });
    }

    @Test
    void representativeIsIsolatedInTheMiddle(ContainerNetwork network) throws Exception {
        Group a = network.cluster("a");
        Group b = network.cluster("b");
        Scenario.play("a representative is isolated in the middle", network, it -> {
            // With c out of the way each store needs b; whichever of b speaks for it is cut off at some time.
            it.clientsAskAt(a);
            it.during(cut(network.cluster("c"), a, b), () -> {
                for (Node representative : b.nodes()) {
                    Group others = Group.named(
                            "the others",
                            network.nodes().stream()
                                    .filter(node -> node != representative)
                                    .toList());
                    it.during(blackHole(between(representative, others)), () -> {
                        it.storesGoOnAt(a);
                        it.goOn(Duration.ofSeconds(1));
                    });
                }
            });
        });
    }
}
