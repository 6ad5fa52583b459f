package io.replicator.chaos.scenario;

import io.replicator.simulator.containers.ContainerNetwork;
import io.replicator.simulator.containers.ContainerNetwork.Shape;
import io.replicator.simulator.containers.ContainerNetwork.Wall;
import io.replicator.simulator.load.Folders;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** Starts networks whose data lie in {@code target}; neither outlives the tests, for a big one leaves a gigabyte. */
final class Networks {

    private static final Path DATA = Path.of("target", "networks");

    /** The optimising compiler pays off in minutes only, and here most nodes are killed before: the quick one, and early. */
    private static final String JAVA_OPTIONS =
            ContainerNetwork.SMALL_HEAP + " -XX:TieredStopAtLevel=1 -XX:CompileThresholdScaling=0.25";

    private Networks() {}

    static ContainerNetwork start(String image, int clusters, int nodesEach) throws InterruptedException {
        return start(image, clusters, nodesEach, EnumSet.allOf(Wall.class));
    }

    static ContainerNetwork start(String image, int clusters, int nodesEach, Set<Wall> walls)
            throws InterruptedException {
        CompletableFuture<ContainerNetwork> started = new CompletableFuture<>();
        AtomicBoolean stopped = new AtomicBoolean();
        Path data = newFolder();
        // Somebody may type Ctrl-C. To remove what is gone already does nothing.
        Runtime.getRuntime().addShutdownHook(new Thread(() -> remove(started, stopped, data), "network-removal"));
        try {
            started.complete(ContainerNetwork.start(
                    new Shape(image, clusters, nodesEach, data, JAVA_OPTIONS, walls),
                    stopped::get,
                    ScenarioReport.folderOf("a network that did not start").resolve("logs")));
        } finally {
            started.completeExceptionally(new IllegalStateException("it did not start, and left nothing"));
        }
        return started.join();
    }

    private static Path newFolder() {
        try {
            return Files.createTempDirectory(Files.createDirectories(DATA), "network-");
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make a folder in " + DATA + ": " + e.getMessage(), e);
        }
    }

    private static void remove(CompletableFuture<ContainerNetwork> started, AtomicBoolean stopped, Path data) {
        stopped.set(true);
        started.handle((network, _) -> network)
                .completeOnTimeout(null, 1, TimeUnit.MINUTES)
                .thenAccept(network -> {
                    if (network != null) {
                        network.close();
                    }
                    Folders.remove(data);
                })
                .join();
    }
}
