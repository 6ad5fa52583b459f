package io.replicator.chaos.scenario;

import static io.replicator.chaos.fault.Faults.cut;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.chaos.cluster.ChaosNetwork;
import io.replicator.chaos.cluster.Group;
import io.replicator.chaos.cluster.Node;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** That a cut is one: otherwise the other scenarios would show nothing. */
@ExtendWith(SharedNetwork.class)
class CutIT {

    @Test
    void cannotBeBypassed(ChaosNetwork network) throws Exception {
        Group a = network.cluster("a");
        Group b = network.cluster("b");
        Group c = network.cluster("c");
        Scenario.play("a cut cannot be bypassed", network, it -> {
            it.clientsAskAt(Group.of(a, b));
            it.during(cut(c, a, b), () -> {
                it.eventually("both sides notice", () -> areParted(a, c) && areParted(b, c));
                // Each tells everybody where it listens, by identify and the DHT. Nobody gets there all the same.
                for (Node inside : c.nodes()) {
                    assertTrue(
                            inside.get("/peers")
                                    .map(HttpResponse::body)
                                    .orElse("")
                                    .contains("/ip4/" + inside.ownAddress() + "/tcp/" + Node.PEER_PORT),
                            () -> inside + " does not announce its own address");
                    Node outside = a.nodes().getFirst();
                    assertFalse(outside.canConnectTo(inside.ownAddress(), Node.PEER_PORT));
                    assertFalse(inside.canConnectTo(outside.ownAddress(), Node.PEER_PORT));
                    assertTrue(inside.canConnectTo(inside.ownAddress(), Node.PEER_PORT), "it does listen there");
                }
                it.goOn(Duration.ofSeconds(10));
                assertTrue(areParted(a, c) && areParted(b, c), "they are still parted");
                it.nothingIsClaimedAt(c);
                it.storesGoOnAt(Group.of(a, b));
            });
        });
    }

    @Test
    void partsOnePairAlone(ChaosNetwork network) throws Exception {
        Node a1 = network.node("a1");
        Node b1 = network.node("b1");
        Scenario.play("a cut parts one pair alone", network, it -> {
            it.clientsAskAt(network.all());
            it.during(cut(a1, b1), () -> {
                it.eventually("both notice, whoever has dialled", () -> areParted(a1, b1));
                for (Node node : network.nodes()) {
                    if (node != a1 && node != b1) {
                        assertTrue(node.sees(a1) && node.sees(b1), () -> node + " still sees both");
                    }
                }
                it.storesGoOnAt(network.all());
            });
        });
    }

    private static boolean areParted(Group some, Group others) {
        return some.nodes().stream()
                .allMatch(one -> others.nodes().stream().noneMatch(other -> one.sees(other) || other.sees(one)));
    }
}
