package io.replicator.engine.membership;

import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.engine.message.Message.Hello;
import io.replicator.engine.model.ClusterId;
import io.replicator.engine.model.Config;
import io.replicator.engine.model.Hash256;
import io.replicator.engine.model.NetworkId;
import io.replicator.engine.model.NodeId;
import io.replicator.engine.model.PeerId;
import io.replicator.engine.model.StoreId;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class AdmissionTest {

    private static final ClusterId CLUSTER = new ClusterId("a");
    private static final NetworkId OURS = new NetworkId(new Hash256(1, 2, 3, 4));
    private static final NetworkId FOREIGN = new NetworkId(new Hash256(5, 6, 7, 8));

    private final Admission admission = new Admission();
    private final Standing virgin = Standing.virgin(node(0));

    private static NodeId node(int n) {
        return new NodeId(new PeerId("peer-" + n), new StoreId(n, n));
    }

    private static Hello hello(NodeId node, @Nullable NetworkId network, long boot, long run) {
        return new Hello(1, network, node, CLUSTER, boot, network == null ? 0 : 1, false, run);
    }

    private static Standing member() {
        TreeMap<ClusterId, List<NodeId>> clusters = new TreeMap<>();
        clusters.put(
                CLUSTER, IntStream.range(0, 3).mapToObj(AdmissionTest::node).toList());
        return Standing.virgin(node(0)).with(new Config(OURS, Config.GENESIS_EPOCH, Hash256.ZERO, clusters));
    }

    @Test
    void admitsTheSameRunAgainAndAgain() {
        assertNull(admission.refusal(virgin, hello(node(1), null, 3, 77)));
        assertNull(admission.refusal(virgin, hello(node(1), OURS, 3, 77)));
    }

    @Test
    void admitsALaterStart() {
        assertNull(admission.refusal(virgin, hello(node(1), null, 3, 77)));
        assertNull(admission.refusal(virgin, hello(node(1), null, 4, 78)));
    }

    @Test
    void refusesAnEarlierStart() {
        assertNull(admission.refusal(virgin, hello(node(1), null, 3, 77)));
        String refusal = admission.refusal(virgin, hello(node(1), null, 2, 79));
        assertNotNull(refusal);
        assertTrue(refusal.contains("set back"), refusal);
    }

    @Test
    void refusesTheSameStartInAnotherRun() {
        assertNull(admission.refusal(virgin, hello(node(1), null, 3, 77)));
        assertNotNull(admission.refusal(virgin, hello(node(1), null, 3, 79)));
    }

    @Test
    void refusesTheSameStoreUnderAnotherPeerId() {
        assertNull(admission.refusal(virgin, hello(node(1), null, 3, 77)));
        NodeId copy = new NodeId(new PeerId("copy"), node(1).store());
        assertNotNull(admission.refusal(virgin, hello(copy, null, 3, 77)));
    }

    @Test
    void refusesAForeignNetworkAndForgetsIt() {
        String refusal = admission.refusal(member(), hello(node(1), FOREIGN, 9, 77));
        assertNotNull(refusal);
        assertTrue(refusal.contains(FOREIGN.shortText()), refusal);
        assertNull(admission.refusal(member(), hello(node(1), OURS, 3, 78)));
    }

    @Test
    void admitsAVirginNodeToANetwork() {
        assertNull(admission.refusal(member(), hello(node(1), null, 1, 77)));
    }
}
