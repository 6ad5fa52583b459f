package io.replicator.chaos.scenario;

import static io.replicator.simulator.nemesis.Faults.killed;
import static io.replicator.simulator.nemesis.Faults.paused;
import static io.replicator.simulator.nemesis.Faults.restarted;
import static io.replicator.simulator.nemesis.Faults.stopped;

import io.replicator.simulator.containers.ContainerNetwork;
import io.replicator.simulator.containers.Group;
import io.replicator.simulator.containers.Node;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Nodes that end, freeze and come back. */
@OnSharedNetwork
class ProcessIT {

    @Test
    void allAreKilledAndStartedAtOnceUnderLoad(ContainerNetwork network) throws Exception {
        Scenario.play("all nodes are killed and started at once under load", network, it -> {
            it.clientsAskAt(network.all());
            it.goOn(Duration.ofSeconds(3));
            it.begin(restarted(network.all()));
        });
    }

    @Test
    void wholeClusterStops(ContainerNetwork network) throws Exception {
        Group a = network.cluster("a");
        Group c = network.cluster("c");
        Scenario.play("a whole cluster stops", network, it -> {
            it.clientsAskAt(network.all());
            it.during(stopped(network.cluster("b")), () -> {
                it.storesGoOnAt(Group.of(a, c));
                it.goOn(Duration.ofSeconds(2));
            });
        });
    }

    @Test
    void bootstrapPeerIsGone(ContainerNetwork network) throws Exception {
        Node bootstrap = network.nodes().getFirst();
        Group restarting = Group.of(network.node("a2"), network.node("b1"), network.node("c1"));
        Scenario.play("the bootstrap peer is gone", network, it -> {
            it.clientsAskAt(network.all());
            it.during(killed(bootstrap), () -> {
                it.begin(restarted(restarting));
                it.storesGoOnAt(restarting);
            });
        });
    }

    @Test
    void nodesFreeze(ContainerNetwork network) throws Exception {
        // Two of three in one cluster: it does not count any more, and the two other clusters are enough.
        Group frozen = Group.of(network.node("b2"), network.node("b3"));
        Group others = Group.of(network.cluster("a"), network.node("b1"), network.cluster("c"));
        Scenario.play("nodes freeze and go on", network, it -> {
            it.clientsAskAt(network.all());
            it.during(paused(frozen), () -> it.storesGoOnAt(others));
        });
    }
}
