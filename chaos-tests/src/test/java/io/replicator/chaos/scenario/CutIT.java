package io.replicator.chaos.scenario;

import static io.replicator.simulator.nemesis.Faults.cut;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.simulator.containers.ContainerNetwork;
import io.replicator.simulator.containers.Group;
import io.replicator.simulator.containers.Node;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

/** That a cut is one: otherwise the other scenarios would show nothing. */
@OnSharedNetwork
class CutIT {

    @Test
    void cannotBeBypassed(ContainerNetwork network) throws Exception {
        Group a = network.cluster("a");
        Group b = network.cluster("b");
        Group c = network.cluster("c");
        Scenario.play("a cut cannot be bypassed", network, it -> {
            it.clientsAskAt(Group.of(a, b));
            it.during(cut(c, a, b), () -> {
                it.eventually("both sides notice", () -> Stories.areParted(c, a, b));
                // Each tells everybody where it listens, by identify and the DHT. Nobody gets there all the same.
                Node inside = c.nodes().getFirst();
                Node outside = a.nodes().getFirst();
                assertTrue(announcesItsOwnAddress(inside));
                assertTrue(inside.canConnectTo(inside.ownAddress(), Node.PEER_PORT), "it does listen there");
                assertFalse(outside.canConnectTo(inside.ownAddress(), Node.PEER_PORT));
                assertFalse(inside.canConnectTo(outside.ownAddress(), Node.PEER_PORT));
                it.nothingIsClaimedAt(c);
                it.storesGoOnAt(Group.of(a, b));
            });
            Stories.cutHolds(it, c, a, b);
        });
    }

    private static boolean announcesItsOwnAddress(Node node) {
        return node.get("/peers")
                .map(HttpResponse::body)
                .orElse("")
                .contains("/ip4/" + node.ownAddress() + "/tcp/" + Node.PEER_PORT);
    }

    @Test
    void partsOnePairAlone(ContainerNetwork network) throws Exception {
        Node a1 = network.node("a1");
        Node b1 = network.node("b1");
        Scenario.play("a cut parts one pair alone", network, it -> {
            it.clientsAskAt(network.all());
            it.during(cut(a1, b1), () -> {
                it.eventually("both notice, whoever has dialled", () -> Stories.areParted(a1, b1));
                for (Node node : network.nodes()) {
                    if (node != a1 && node != b1) {
                        assertTrue(node.sees(a1) && node.sees(b1), () -> node + " still sees both");
                    }
                }
                it.storesGoOnAt(network.all());
            });
        });
    }
}
