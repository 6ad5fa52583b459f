package io.replicator.simulator.nemesis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.simulator.containers.Group;
import io.replicator.simulator.containers.Node;
import io.replicator.simulator.containers.PaperNodes;
import io.replicator.simulator.nemesis.Nemesis.Drawn;
import io.replicator.simulator.nemesis.Nemesis.Kind;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Which faults are drawn, and which may be there together. */
class NemesisTest {

    private static final List<Group> CLUSTERS = PaperNodes.clusters(3, 3);
    private static final List<Node> NODES =
            CLUSTERS.stream().flatMap(cluster -> cluster.nodes().stream()).toList();

    private static Nemesis nemesis(Set<Kind> kinds, long seed) {
        return new Nemesis(NODES, CLUSTERS, kinds, seed);
    }

    private static List<Drawn> draws(Nemesis nemesis, int count) {
        return Stream.generate(nemesis::draw).limit(count).toList();
    }

    private static List<String> told(List<Drawn> draws) {
        return draws.stream()
                .map(drawn -> drawn.fault() + " for " + drawn.time())
                .toList();
    }

    /** How long faults took, and so how often somebody rested meanwhile and which nodes were well, changes nothing. */
    @Test
    void aSeedDrawsTheSameWhateverTimeItTakes() {
        Nemesis hasty = nemesis(EnumSet.allOf(Kind.class), 7);
        List<Drawn> expected = draws(hasty, 200);
        Nemesis slow = nemesis(EnumSet.allOf(Kind.class), 7);
        List<Drawn> drawn = new ArrayList<>();
        for (int n = 0; n < 200; n++) {
            for (int rests = 0; rests < n % 5; rests++) {
                slow.rest();
            }
            Drawn next = slow.draw();
            drawn.add(next);
            slow.begins(next);
        }
        assertEquals(told(expected), told(drawn));
        assertFalse(told(expected).equals(told(draws(nemesis(EnumSet.allOf(Kind.class), 8), 200))));
    }

    @Test
    void aNodeHasOneFaultOfItsOwnAtATime() {
        Nemesis nemesis = nemesis(EnumSet.of(Kind.KILL), 1);
        Drawn going = nemesis.draw();
        nemesis.begins(going);
        for (Drawn next : draws(nemesis, 100)) {
            boolean shared = next.ailing().stream().anyMatch(going.ailing()::contains);
            assertEquals(!shared, nemesis.mayBegin(next), next.fault()::toString);
        }
        nemesis.isOver(going);
        assertTrue(draws(nemesis, 100).stream().allMatch(nemesis::mayBegin));
    }

    @Test
    void wholeClustersAreHitToo() {
        List<Drawn> draws = draws(nemesis(EnumSet.of(Kind.STOP), 1), 200);
        for (Group cluster : CLUSTERS) {
            assertTrue(draws.stream().anyMatch(drawn -> drawn.ailing().equals(cluster.nodes())), cluster::toString);
        }
    }

    /** Three that are wiped together, and cut off, might found a network of their own. */
    @Test
    void oneDiskAtMostIsWipedAndNeverTheFoundersOne() {
        Nemesis nemesis = nemesis(EnumSet.of(Kind.WIPE), 1);
        List<Drawn> draws = draws(nemesis, 200);
        assertTrue(draws.stream().noneMatch(drawn -> drawn.ailing().contains(NODES.getFirst())));
        assertTrue(draws.stream().allMatch(drawn -> drawn.ailing().size() == 1 && drawn.kind() == Kind.WIPE));
        nemesis.begins(draws.getFirst());
        assertTrue(draws.stream().noneMatch(nemesis::mayBegin));
    }

    @Test
    void whatNobodyCanSufferBecomesSlowLinks() {
        assertTrue(draws(nemesis(EnumSet.of(Kind.DISK), 1), 20).stream()
                .allMatch(
                        drawn -> drawn.kind() == Kind.LATENCY && drawn.ailing().isEmpty()));
    }
}
