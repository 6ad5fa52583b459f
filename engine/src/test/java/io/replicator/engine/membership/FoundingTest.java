package io.replicator.engine.membership;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;

import io.replicator.engine.Samples;
import io.replicator.engine.membership.Founding.Plan;
import io.replicator.engine.message.Message.Hello;
import io.replicator.engine.model.ClusterId;
import io.replicator.engine.model.Config;
import io.replicator.engine.model.NodeId;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class FoundingTest {

    private static final long SETTLE = 3_000_000;
    private static final ClusterId A = new ClusterId("A");
    private static final ClusterId B = new ClusterId("B");
    private static final SortedMap<ClusterId, Integer> ANY = new TreeMap<>();

    private final NodeId self = Samples.node("m", 1);

    private Founding founding(boolean founder, Map<ClusterId, Integer> expected) {
        return new Founding(self, A, new Plan(founder, new TreeMap<>(expected), SETTLE), 0);
    }

    private static NodeId arrive(Founding founding, String peer, ClusterId cluster, boolean founder, long now) {
        NodeId node = Samples.node(peer, 2);
        founding.arrived(new Hello(1, null, node, cluster, 1, 0, founder, 0), now);
        return node;
    }

    private static List<String> names(@Nullable Config config, ClusterId cluster) {
        assertNotNull(config);
        return config.clusters().getOrDefault(cluster, List.of()).stream()
                .map(node -> node.peer().text())
                .toList();
    }

    @Test
    void waitsForThreeNodesOfItsOwnCluster() {
        Founding founding = founding(true, ANY);
        arrive(founding, "n", A, false, 0);
        arrive(founding, "b1", B, false, 0);
        arrive(founding, "b2", B, false, 0);
        arrive(founding, "b3", B, false, 0);
        assertNull(founding.found(10 * SETTLE, 1));
    }

    @Test
    void waitsUntilNobodyNewCameForTheSettleTime() {
        Founding founding = founding(true, ANY);
        arrive(founding, "n", A, false, 0);
        arrive(founding, "o", A, false, 100);
        assertNull(founding.found(SETTLE + 99, 1));
        assertEquals(List.of("m", "n", "o"), names(founding.found(SETTLE + 100, 1), A));
    }

    @Test
    void repeatedHelloDoesNotProlongTheWait() {
        Founding founding = founding(true, ANY);
        arrive(founding, "n", A, false, 0);
        arrive(founding, "o", A, false, 0);
        arrive(founding, "o", A, false, 1000);
        assertNotNull(founding.found(SETTLE, 1));
    }

    @Test
    void takesInOtherClustersOfThreeAndLeavesOutSmallerOnes() {
        Founding founding = founding(true, ANY);
        for (String peer : List.of("n", "o")) {
            arrive(founding, peer, A, false, 0);
        }
        for (String peer : List.of("b1", "b2", "b3")) {
            arrive(founding, peer, B, false, 0);
        }
        ClusterId small = new ClusterId("small");
        arrive(founding, "c1", small, false, 0);
        Config genesis = founding.found(SETTLE, 1);
        assertEquals(List.of("b1", "b2", "b3"), names(genesis, B));
        assertEquals(List.of(), names(genesis, small));
    }

    @Test
    void nodesThatLeftAreNotListed() {
        Founding founding = founding(true, ANY);
        arrive(founding, "n", A, false, 0);
        arrive(founding, "o", A, false, 0);
        NodeId gone = arrive(founding, "p", A, false, 0);
        founding.left(gone);
        assertEquals(List.of("m", "n", "o"), names(founding.found(SETTLE, 1), A));
        assertEquals(3, founding.virgins());
    }

    @Test
    void nodeThatWasGivenAPeerToJoinNeverFounds() {
        Founding founding = founding(false, ANY);
        arrive(founding, "n", A, false, 0);
        arrive(founding, "o", A, false, 0);
        assertNull(founding.found(10 * SETTLE, 1));
    }

    @Test
    void nodeThatMetAMemberNeverFounds() {
        Founding founding = founding(true, ANY);
        arrive(founding, "n", A, false, 0);
        arrive(founding, "o", A, false, 0);
        founding.metMember(Samples.node("member", 3));
        assertNull(founding.found(10 * SETTLE, 1));
    }

    @Test
    void ofTwoFoundersTheLowerOneFounds() {
        Founding founding = founding(true, ANY);
        arrive(founding, "n", A, true, 0);
        arrive(founding, "o", A, false, 0);
        assertNotNull(founding.found(SETTLE, 1));
        NodeId lower = arrive(founding, "a", A, true, 0);
        assertNull(founding.found(10 * SETTLE, 1));
        founding.left(lower);
        assertNotNull(founding.found(10 * SETTLE, 1));
    }

    @Test
    void foundsAtOnceWhenTheExpectedNodesAreThere() {
        Founding founding = founding(true, Map.of(A, 3, B, 3));
        arrive(founding, "n", A, false, 0);
        arrive(founding, "o", A, false, 0);
        arrive(founding, "b1", B, false, 0);
        arrive(founding, "b2", B, false, 0);
        assertNull(founding.found(10 * SETTLE, 1));
        arrive(founding, "b3", B, false, 1);
        assertEquals(List.of("b1", "b2", "b3"), names(founding.found(1, 1), B));
    }

    @Test
    void takesNoMoreThanTheExpectedNodesAndItselfAmongThem() {
        Founding founding = founding(true, Map.of(A, 3));
        for (String peer : List.of("a", "b", "c", "n")) {
            arrive(founding, peer, A, false, 0);
        }
        arrive(founding, "b1", B, false, 0);
        Config genesis = founding.found(0, 1);
        assertEquals(List.of("a", "b", "m"), names(genesis, A));
        assertEquals(List.of(), names(genesis, B));
    }

    @Test
    void anotherNonceMakesAnotherNetwork() {
        Founding founding = founding(true, Map.of(A, 3));
        arrive(founding, "n", A, false, 0);
        arrive(founding, "o", A, false, 0);
        Config one = founding.found(0, 1);
        Config other = founding.found(0, 2);
        assertNotNull(one);
        assertNotNull(other);
        assertEquals(one.clusters(), other.clusters());
        assertEquals(false, one.network().equals(other.network()));
    }
}
