package io.replicator.chaos.scenario;

import static io.replicator.simulator.nemesis.Fault.together;
import static io.replicator.simulator.nemesis.Faults.closeSlowly;
import static io.replicator.simulator.nemesis.Faults.cut;
import static io.replicator.simulator.nemesis.Faults.endAfter;
import static io.replicator.simulator.nemesis.Faults.narrow;
import static io.replicator.simulator.nemesis.Faults.reset;
import static io.replicator.simulator.nemesis.Faults.shred;
import static io.replicator.simulator.nemesis.Faults.slow;
import static io.replicator.simulator.nemesis.Ways.between;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.simulator.containers.ContainerNetwork;
import io.replicator.simulator.containers.Group;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Links that are there, and bad. */
@OnSharedNetwork
class LinkIT {

    private static final int PROPOSALS = 1000;

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
                it.during(cut(a, b), Duration.ofMillis(700));
                it.during(cut(c, b), Duration.ofMillis(700));
                it.goOn(Duration.ofMillis(500));
            }
            it.storesGoOnAt(network.all());
        });
    }

    @Test
    void connectionsBreakInTheMiddle(ContainerNetwork network) throws Exception {
        Group a = network.cluster("a");
        Group b = network.cluster("b");
        Group c = network.cluster("c");
        Scenario.play("connections break in the middle", network, it -> {
            it.clientsAskAt(network.all());
            it.during(endAfter(between(a, b, c), 20_000), Duration.ofSeconds(4));
            it.during(reset(between(b, c), Duration.ofMillis(300)), Duration.ofSeconds(3));
            it.during(
                    together(
                            shred(between(a, b), 40, Duration.ofMillis(2)),
                            closeSlowly(between(a, c), Duration.ofMillis(1500)),
                            cut(network.node("a1"), network.node("c1"))),
                    () -> it.storesGoOnAt(network.all()));
        });
    }
}
