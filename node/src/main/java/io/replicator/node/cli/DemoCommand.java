package io.replicator.node.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = "Run clusters of real nodes on this machine, and show what they do.")
final class DemoCommand implements Callable<Integer> {

    private static final int LEAST_NODES = 3;
    private static final int MOST_NODES = 30;

    private final Shell shell;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(
            names = "--clusters",
            paramLabel = "<n>",
            defaultValue = "2",
            description = "How many clusters. Default: ${DEFAULT-VALUE}")
    private int clusters;

    @Option(
            names = "--nodes",
            paramLabel = "<n>",
            defaultValue = "3",
            description = "Nodes in each cluster, at least 3. Default: ${DEFAULT-VALUE}")
    private int nodesEach;

    @Option(
            names = "--data",
            paramLabel = "<folder>",
            description = {
                "Keep the data there, and go on with what is there.",
                "Default: a temporary folder, removed in the end if all nodes ran until then."
            })
    private @Nullable Path data;

    DemoCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws CommandFailure, InterruptedException, IOException {
        if (clusters < 1 || nodesEach < LEAST_NODES || clusters * nodesEach > MOST_NODES) {
            throw new ParameterException(
                    spec.commandLine(),
                    "a demonstration has at least 1 cluster of " + LEAST_NODES + " nodes, and at most " + MOST_NODES
                            + " nodes in all");
        }
        Path folder = data == null ? Files.createTempDirectory("replicator-demo-") : data.toAbsolutePath();
        ReplicatorProgram program = ReplicatorProgram.current();
        DemoNetwork network = new DemoNetwork(program, folder, clusters, nodesEach);
        Thread cleanUp = new Thread(() -> stop(network, folder), "demo-stop");
        Runtime.getRuntime().addShutdownHook(cleanUp);

        shell.out().println("Starting " + clusters + " x " + nodesEach + " nodes; logs and data: " + folder);
        long start = System.nanoTime();
        try {
            network.start();
            shell.out().println("They run, and wait until they have found each other ...");
            network.awaitReady();
        } catch (CommandFailure e) {
            if (network.isStopping()) {
                return ExitCode.FAILED; // Ctrl-C while they were starting: the hook has the last word.
            }
            Runtime.getRuntime().removeShutdownHook(cleanUp);
            network.close();
            throw e;
        }
        shell.out()
                .println("Ready after "
                        + Duration.ofNanos(System.nanoTime() - start).toSeconds() + " s");
        new DemoStory(shell, program, network, folder).tell();
        return untilAllHaveEnded(network);
    }

    /** Says which node ends, since somebody may just be trying that; Ctrl-C ends the waiting. */
    private int untilAllHaveEnded(DemoNetwork network) throws InterruptedException {
        List<NodeProcess> nodes = network.nodes();
        CountDownLatch alive = new CountDownLatch(nodes.size());
        for (NodeProcess node : nodes) {
            node.onExit(() -> {
                if (!network.isStopping()) {
                    shell.out()
                            .println(node.name() + " has ended (pid " + node.pid() + ", exit code "
                                    + node.exitCode().orElse(-1) + ")");
                }
                alive.countDown();
            });
        }
        alive.await();
        return ExitCode.FAILED;
    }

    private void stop(DemoNetwork network, Path folder) {
        shell.out().println();
        long running = network.nodes().stream()
                .filter(node -> node.exitCode().isEmpty())
                .count();
        boolean someEnded = running < network.nodes().size();
        shell.out().println("Stopping " + running + " nodes ...");
        network.close();
        if (data != null) {
            shell.out().println("The data stay in " + folder);
        } else if (someEnded) {
            shell.out()
                    .println("The data stay in " + folder
                            + ", since a node that ended may run again by hand; remove them when it does not");
        } else {
            delete(folder);
        }
    }

    private void delete(Path folder) {
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            shell.err().println("replicator: cannot remove " + folder + ": " + e.getMessage());
        }
    }
}
