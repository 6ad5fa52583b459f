package io.replicator.chaos.scenario;

import static io.replicator.simulator.nemesis.Faults.diskFull;
import static io.replicator.simulator.nemesis.Faults.wiped;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.replicator.simulator.containers.ContainerNetwork;
import io.replicator.simulator.containers.Group;
import io.replicator.simulator.containers.Node;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Disks that are full or lost. */
@OnSharedNetwork
class DiskIT {

    private static final int LARGE = 100_000;

    @Test
    void fullDisk(ContainerNetwork network) throws Exception {
        Node cramped = network.nodes().getLast();
        Group others = Group.of(network.cluster("a"), network.cluster("b"));
        Scenario.play("a disk is full", network, LARGE, it -> {
            it.during(diskFull(cramped), () -> {
                it.eventually("it ends rather than going on without a disk", () -> {
                    it.store(network.node("a1"), it.freshKey());
                    return !cramped.isRunning();
                });
                assertEquals(1, cramped.exitCode());
                it.storesGoOnAt(others);
            });
        });
    }

    @Test
    void wipedDisk(ContainerNetwork network) throws Exception {
        Node wiped = network.node("b2");
        Scenario.play("a disk is wiped", network, it -> {
            List<String> before = it.freshKeys(20);
            it.storeAtOnce(before, network.node("a1"));
            it.clientsAskAt(network.all());
            it.during(wiped(wiped), () -> {
                it.eventually(
                        "it comes back as a learner",
                        () -> wiped.get("/health/ready")
                                .filter(answer -> answer.statusCode() == 200)
                                .filter(answer -> answer.body().contains("learn"))
                                .isPresent());
                it.eventually("it catches up", () -> before.stream().allMatch(wiped::holds));
                it.storesGoOnAt(network.all());
            });
            it.eventually(
                    "with its old disk it votes again",
                    () -> wiped.get("/health/ready")
                            .filter(answer -> answer.body().contains("votes"))
                            .isPresent());
            it.eventually("and has what everybody has", () -> before.stream().allMatch(wiped::holds));
        });
    }
}
