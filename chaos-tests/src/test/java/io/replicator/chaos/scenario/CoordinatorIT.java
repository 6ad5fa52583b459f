package io.replicator.chaos.scenario;

import static io.replicator.simulator.nemesis.Faults.killed;

import io.replicator.simulator.containers.ContainerNetwork;
import io.replicator.simulator.containers.Group;
import io.replicator.simulator.containers.Node;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A coordinator dies in the middle of its stores. */
@OnSharedNetwork
class CoordinatorIT {

    @Test
    void killedBetweenVoteAndCommit(ContainerNetwork network) throws Exception {
        Node coordinator = network.node("a1");
        Group others = allBut(network, coordinator);
        Scenario.play("a coordinator is killed between vote and commit", network, it -> {
            it.during(Stories.votesAreSlow(others, coordinator), () -> {
                Stories.VotedFor middle = Stories.votedFor(it, coordinator, others);
                List<String> keys = middle.keys();
                it.during(killed(coordinator), () -> {
                    it.storesGoOnAt(others);
                    it.eventually(
                            "the others have finished what it left",
                            () -> others.nodes().stream()
                                    .allMatch(node -> keys.stream().allMatch(node::holds)));
                    it.storeAtOnce(keys, network.node("b1"));
                    it.eachHasOneWinner(keys);
                });
                middle.stores().answers();
            });
        });
    }

    @Test
    void killedBeforeItsCommitsGoOutAndAllVotersRestart(ContainerNetwork network) throws Exception {
        Scenario.play(
                "a coordinator is killed before its commits go out, and all voters restart",
                network,
                it -> Stories.votersRestartAndTheCoordinatorIsGone(it, network.node("b1")));
    }

    private static Group allBut(ContainerNetwork network, Node one) {
        return Group.named(
                "all but " + one,
                network.nodes().stream().filter(node -> node != one).toList());
    }
}
