package io.replicator.chaos.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.replicator.chaos.image.NeedsDocker;
import io.replicator.simulator.containers.Docker;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** What is left of a network of nodes may be removed by several at once: a test that ends, and Ctrl-C. */
@ExtendWith(NeedsDocker.class)
class RemovalIT {

    private static final int NETWORKS = 4;
    private static final int REMOVALS = 3;

    @Test
    void removesWhatOthersRemoveToo() {
        String id = UUID.randomUUID().toString();
        String label = "io.replicator.network=" + id;
        for (int i = 0; i < NETWORKS; i++) {
            Docker.run("network", "create", "--label", label, "removal-" + id + "-" + i);
        }
        List<CompletableFuture<Void>> removals = new ArrayList<>();
        for (int i = 0; i < REMOVALS; i++) {
            removals.add(CompletableFuture.runAsync(() -> Docker.removeAll(id), Thread::startVirtualThread));
        }
        CompletableFuture.allOf(removals.toArray(CompletableFuture[]::new)).join();
        assertEquals("", Docker.run("network", "ls", "-q", "--filter", "label=" + label));
    }
}
