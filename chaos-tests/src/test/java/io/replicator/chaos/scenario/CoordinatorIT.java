package io.replicator.chaos.scenario;

import static io.replicator.simulator.nemesis.Faults.killed;
import static io.replicator.simulator.nemesis.Faults.slow;
import static io.replicator.simulator.nemesis.Ways.sentBy;

import io.replicator.chaos.image.NeedsDocker;
import io.replicator.simulator.containers.ContainerNetwork;
import io.replicator.simulator.containers.Group;
import io.replicator.simulator.containers.Node;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A coordinator dies in the middle of its stores. Its votes travel home slowly, so that there is a middle to hit. */
@ExtendWith({NeedsDocker.class, SharedNetwork.class})
class CoordinatorIT {

    private static final Duration WAY_HOME = Duration.ofMillis(1500);
    private static final int STORES = 15;

    @Test
    void killedBetweenVoteAndCommit(ContainerNetwork network) throws Exception {
        Node coordinator = network.node("a1");
        Group others = allBut(network, coordinator);
        Scenario.play("a coordinator is killed between vote and commit", network, it -> {
            List<String> keys = it.freshKeys(STORES);
            it.during(slow(sentBy(others).to(coordinator), WAY_HOME, Duration.ZERO), () -> {
                Scenario.Stores stores = it.beginToStore(keys, coordinator);
                it.eventually(
                        "everybody has voted, and the coordinator has not heard of it",
                        () -> others.nodes().stream()
                                .allMatch(node -> keys.stream().allMatch(node::hasReserved)));
                it.during(killed(coordinator), () -> {
                    it.storesGoOnAt(others);
                    it.eventually(
                            "the others have finished what it left",
                            () -> others.nodes().stream()
                                    .allMatch(node -> keys.stream().allMatch(node::holds)));
                    it.storeAtOnce(keys, network.node("b1"));
                    it.eachHasOneWinner(keys);
                });
                stores.answers();
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
