package io.replicator.chaos.scenario;

import io.replicator.simulator.containers.ContainerNetwork;
import org.junit.jupiter.api.Test;

/** A coordinator dies in the middle of its stores. */
@OnSharedNetwork
class CoordinatorIT {

    @Test
    void killedBetweenVoteAndCommit(ContainerNetwork network) throws Exception {
        Scenario.play(
                "a coordinator is killed between vote and commit",
                network,
                it -> Stories.coordinatorDiesBetweenVoteAndCommit(it, network.node("a1")));
    }

    @Test
    void killedBeforeItsCommitsGoOutAndAllVotersRestart(ContainerNetwork network) throws Exception {
        Scenario.play(
                "a coordinator is killed before its commits go out, and all voters restart",
                network,
                it -> Stories.votersRestartAndTheCoordinatorIsGone(it, network.node("b1")));
    }
}
