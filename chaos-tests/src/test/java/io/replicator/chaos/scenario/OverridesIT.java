package io.replicator.chaos.scenario;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.chaos.image.Images;
import io.replicator.simulator.containers.ContainerNetwork;
import io.replicator.simulator.containers.ContainerNetwork.Wall;
import io.replicator.simulator.containers.Node;
import java.util.EnumSet;
import org.junit.jupiter.api.Test;

/** That overrides of addresses part nodes by themselves, as operators use them. */
@OnOwnNetwork
class OverridesIT {

    /** All nodes are in one Docker network here, where each can reach the others: the overrides alone keep them apart. */
    @Test
    void overridesKeepACutByThemselves() throws Exception {
        try (ContainerNetwork network = Networks.start(Images.node(), 1, 3, EnumSet.of(Wall.OVERRIDES))) {
            Node a1 = network.node("a1");
            Node a2 = network.node("a2");
            assertTrue(a1.canConnectTo(a2.toString(), Node.PEER_PORT), "there is a way around");
            Scenario.play("overrides keep a cut by themselves", network, it -> Stories.cutHolds(it, a1, a2));
        }
    }

    /** The same without overrides is caught. */
    @Test
    void withoutOverridesACutIsBypassed() throws Exception {
        try (ContainerNetwork network = Networks.start(Images.node(), 1, 3, EnumSet.noneOf(Wall.class))) {
            Node a1 = network.node("a1");
            Node a2 = network.node("a2");
            String caught =
                    String.valueOf(Scenario.playPlanted("no overrides", network, it -> Stories.cutHolds(it, a1, a2))
                            .getMessage());
            assertTrue(caught.contains(Stories.BOTH_NOTICE) || caught.contains(Stories.BYPASSED), caught);
        }
    }
}
