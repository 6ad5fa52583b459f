package io.replicator.chaos.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.replicator.chaos.image.NeedsDocker;
import io.replicator.simulator.containers.Docker;
import java.nio.charset.StandardCharsets;
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
    void removesWhatOthersRemoveToo() throws Exception {
        String id = UUID.randomUUID().toString();
        String label = "io.replicator.network=" + id;
        for (int i = 0; i < NETWORKS; i++) {
            docker("network", "create", "--label", label, "removal-" + id + "-" + i);
        }
        List<CompletableFuture<Void>> removals = new ArrayList<>();
        for (int i = 0; i < REMOVALS; i++) {
            removals.add(CompletableFuture.runAsync(() -> Docker.removeAll(id), Thread::startVirtualThread));
        }
        CompletableFuture.allOf(removals.toArray(CompletableFuture[]::new)).join();
        assertEquals("", docker("network", "ls", "-q", "--filter", "label=" + label));
    }

    private static String docker(String... words) throws Exception {
        List<String> command = new ArrayList<>(List.of("docker"));
        command.addAll(List.of(words));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), out);
        return out;
    }
}
