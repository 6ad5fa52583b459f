package io.replicator.chaos.scenario;

import static io.replicator.chaos.fault.Faults.blackHole;
import static io.replicator.chaos.fault.Faults.killed;
import static io.replicator.chaos.fault.Faults.slow;
import static io.replicator.chaos.fault.Ways.sentBy;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.chaos.cluster.ChaosNetwork;
import io.replicator.chaos.cluster.Group;
import io.replicator.chaos.cluster.Node;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** A coordinator dies in the middle of its stores. Its votes travel home slowly, so that there is a middle to hit. */
@ExtendWith(SharedNetwork.class)
class CoordinatorIT {

    private static final Duration WAY_HOME = Duration.ofMillis(1500);
    private static final int STORES = 15;

    @Test
    void killedBetweenVoteAndCommit(ChaosNetwork network) throws Exception {
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
    void killedBeforeItsCommitsGoOut(ChaosNetwork network) throws Exception {
        Node coordinator = network.node("b1");
        Group others = allBut(network, coordinator);
        Scenario.play("a coordinator is killed before its commits go out", network, it -> {
            List<String> keys = it.freshKeys(STORES);
            it.during(slow(sentBy(others).to(coordinator), WAY_HOME, Duration.ZERO), () -> {
                Scenario.Stores stores = it.beginToStore(keys, coordinator);
                it.eventually(
                        "everybody has voted",
                        () -> others.nodes().stream()
                                .allMatch(node -> keys.stream().allMatch(node::hasReserved)));
                it.during(blackHole(sentBy(coordinator).to(others)), () -> {
                    // It hears the votes, tells its clients, and nobody else.
                    long acknowledged =
                            stores.answers().stream().filter(Scenario::isStored).count();
                    it.notes(acknowledged + " of " + STORES + " clients were told 'stored' by the one who alone knows");
                    assertTrue(acknowledged > 0, "no client was told before the coordinator was killed");
                    it.during(killed(coordinator), () -> {
                        for (String key : keys) {
                            it.read(network.node("c1"), key);
                        }
                        it.storeAtOnce(keys, Group.of(network.node("a1"), network.node("c2")));
                        it.eachHasOneWinner(keys);
                    });
                });
            });
        });
    }

    private static Group allBut(ChaosNetwork network, Node one) {
        return Group.named(
                "all but " + one,
                network.nodes().stream().filter(node -> node != one).toList());
    }
}
