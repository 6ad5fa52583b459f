package io.replicator.chaos.scenario;

import static io.replicator.simulator.nemesis.Fault.together;
import static io.replicator.simulator.nemesis.Faults.closeSlowly;
import static io.replicator.simulator.nemesis.Faults.cut;
import static io.replicator.simulator.nemesis.Faults.endAfter;
import static io.replicator.simulator.nemesis.Faults.killed;
import static io.replicator.simulator.nemesis.Faults.narrow;
import static io.replicator.simulator.nemesis.Faults.reset;
import static io.replicator.simulator.nemesis.Faults.shred;
import static io.replicator.simulator.nemesis.Faults.slow;
import static io.replicator.simulator.nemesis.Faults.stopped;
import static io.replicator.simulator.nemesis.Ways.between;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.simulator.containers.ContainerNetwork;
import io.replicator.simulator.containers.Group;
import io.replicator.simulator.containers.Node;
import io.replicator.simulator.nemesis.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Links that are there, and bad. */
@OnSharedNetwork
class LinkIT {

    private static final int PROPOSALS = 1000;
    private static final Duration HEARD_OF_LATE = Duration.ofMillis(1500);

    /** It takes longer than all voters together are given to send it when they are first asked. */
    private static final int LONG_VALUE_BYTES = 200_000;

    private static final int KILOBYTES_A_SECOND = 20;
    private static final Duration TIME_TO_CATCH_UP = Duration.ofMinutes(2);

    @Test
    void slowLinkAndAThousandConflictingProposals(ContainerNetwork network) throws Exception {
        Group a = network.cluster("a");
        Group b = network.cluster("b");
        Group c = network.cluster("c");
        Scenario.play("slow links and a thousand conflicting proposals", network, it -> {
            Duration way = Duration.ofMillis(80);
            Duration jitter = Duration.ofMillis(40);
            List<String> wanted = it.freshKeys(1);
            it.during(
                    together(
                            slow(between(a, b, c), way, jitter),
                            slow(between(b, c), way, jitter),
                            narrow(between(a, c), 200)),
                    () -> {
                        List<Scenario.Stores> all = new ArrayList<>();
                        for (int n = 0; n < PROPOSALS; n++) {
                            all.add(it.beginToStore(
                                    wanted,
                                    network.nodes().get(n % network.nodes().size())));
                        }
                        long winners = 0;
                        for (Scenario.Stores stores : all) {
                            winners += stores.answers().stream()
                                    .filter(Scenario::isStored)
                                    .count();
                        }
                        it.notes(winners + " of " + PROPOSALS + " clients were told that they have the key");
                        it.eachHasOneWinner(wanted);
                        assertTrue(winners <= 1, winners + " clients were told that they have the key");
                    });
        });
    }

    @Test
    void linksFlap(ContainerNetwork network) throws Exception {
        Group a = network.cluster("a");
        Group b = network.cluster("b");
        Group c = network.cluster("c");
        Scenario.play("links flap", network, it -> {
            it.clientsAskAt(network.all());
            for (int n = 0; n < 6; n++) {
                // Each node is in contact with a second cluster all the time.
                for (Fault flap : List.of(cut(a, b), cut(c, b))) {
                    it.during(flap, () -> {
                        it.storesGoOnAt(network.all());
                        it.goOn(Duration.ofMillis(400));
                    });
                }
                it.goOn(Duration.ofMillis(500));
            }
        });
    }

    @Test
    void connectionsBreakInTheMiddle(ContainerNetwork network) throws Exception {
        Group a = network.cluster("a");
        Group b = network.cluster("b");
        Group c = network.cluster("c");
        Scenario.play("connections break in the middle", network, it -> {
            it.clientsAskAt(network.all());
            it.during(endAfter(between(a, b, c), 20_000), () -> {
                it.storesGoOnAt(Group.of(b, c));
                it.goOn(Duration.ofSeconds(3));
            });
            it.during(reset(between(b, c), Duration.ofMillis(300)), () -> {
                it.storesGoOnAt(network.all());
                it.goOn(Duration.ofSeconds(2));
            });
            it.during(
                    together(
                            shred(between(a, b), 40, Duration.ofMillis(2)),
                            cut(network.node("a1"), network.node("b1"))),
                    () -> it.storesGoOnAt(network.all()));
        });
    }

    @Test
    void theEndOfANodeIsHeardOfLate(ContainerNetwork network) throws Exception {
        Group a = network.cluster("a");
        Group b = network.cluster("b");
        Group c = network.cluster("c");
        Node ending = network.node("c1");
        Group others = Group.of(a, b, network.node("c2"), network.node("c3"));
        Scenario.play("the end of a node is heard of late", network, it -> {
            it.clientsAskAt(others);
            // It closes its connections itself, and to a the end of each is passed on late.
            it.during(together(closeSlowly(between(a, c), HEARD_OF_LATE), stopped(ending)), () -> {
                it.storesGoOnAt(others);
                it.eventually("a notices too", () -> a.nodes().stream().noneMatch(node -> node.sees(ending)));
            });
        });
    }

    @Test
    void aNodeCatchesUpOnALongValueOverNarrowLinks(ContainerNetwork network) throws Exception {
        Node away = network.node("c3");
        Group others = Group.of(network.cluster("a"), network.cluster("b"), network.node("c1"), network.node("c2"));
        Scenario.play("a node catches up on a long value over narrow links", network, LONG_VALUE_BYTES, it -> {
            List<String> keys = it.freshKeys(1);
            it.during(narrow(between(away, others), KILOBYTES_A_SECOND), () -> {
                it.during(killed(away), () -> it.storeAtOnce(keys, network.cluster("a")));
                it.eventually("it has the value", TIME_TO_CATCH_UP, () -> away.holds(keys.getFirst()));
            });
        });
    }

    /** The bytes take longer to another cluster than any ballot lasts, and two stores hinder each other. */
    @Test
    void longValuesAreDecidedOverNarrowLinks(ContainerNetwork network) throws Exception {
        Group a = network.cluster("a");
        Group b = network.cluster("b");
        Group c = network.cluster("c");
        Scenario.play("long values are decided over narrow links", network, LONG_VALUE_BYTES, it -> {
            List<String> keys = it.freshKeys(1);
            Fault narrow =
                    together(narrow(between(a, b, c), KILOBYTES_A_SECOND), narrow(between(b, c), KILOBYTES_A_SECOND));
            it.during(narrow, () -> {
                it.storeAtOnce(keys, Group.of(network.node("a1"), network.node("b1")));
                for (Node node : network.nodes()) {
                    it.eventually(node + " has the value", TIME_TO_CATCH_UP, () -> node.holds(keys.getFirst()));
                }
            });
        });
    }
}
