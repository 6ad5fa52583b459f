package io.replicator.chaos.scenario;

import io.replicator.simulator.containers.ContainerNetwork;
import io.replicator.simulator.nemesis.Nemesis;
import java.time.Duration;
import java.util.EnumSet;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/**
 * Faults drawn by chance, several at a time. The seed is printed; {@code -Dchaos.seed=N} draws the same faults again,
 * in the same order and each for as long, and {@code -Dchaos.seconds=N} goes on for longer. When each begins, how many
 * there are in the time, and what the nodes make of it is not repeated exactly: time is real here.
 */
@OnSharedNetwork
class NemesisIT {

    private static final int USUAL_SECONDS = 60;

    @Test
    void anythingMayGoWrong(ContainerNetwork network) throws Exception {
        long seed = Long.getLong("chaos.seed", ThreadLocalRandom.current().nextLong(1_000_000));
        int seconds = Integer.getInteger("chaos.seconds", USUAL_SECONDS);
        Scenario.play("anything may go wrong, seed " + seed, network, it -> {
            it.isRepeatedWith("-Dchaos.seed=" + seed + " -Dchaos.seconds=" + seconds);
            it.clientsAskAt(network.all());
            it.during(new Nemesis(network, EnumSet.allOf(Nemesis.Kind.class), seed), Duration.ofSeconds(seconds));
        });
    }
}
