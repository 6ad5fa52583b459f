package io.replicator.simulator.cli;

import io.replicator.node.cli.CommandFailure;
import io.replicator.node.cli.ExitCode;
import io.replicator.node.cli.Shell;
import io.replicator.node.cli.ShellQuote;
import io.replicator.node.cli.Version;
import io.replicator.simulator.containers.ContainerFailure;
import io.replicator.simulator.containers.ContainerNetwork;
import io.replicator.simulator.load.Disturbance;
import io.replicator.simulator.load.Folders;
import io.replicator.simulator.load.InProcessNetwork;
import io.replicator.simulator.load.Load;
import io.replicator.simulator.load.LoadPlan;
import io.replicator.simulator.load.LoadResult;
import io.replicator.simulator.load.Target;
import io.replicator.simulator.load.Targets;
import io.replicator.simulator.report.Report;
import io.replicator.simulator.report.ReportFiles;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Load real nodes with concurrent and conflicting stores, and check every answer.",
            "",
            "Without --targets and --containers, nodes are started in this process, and",
            "stopped again.",
            ""
        },
        footer = {
            "",
            "Times are like 500ms, 8s, 2m; sizes like 128, 64KiB; shares like 0.1 or 10%%.",
            "Ctrl-C ends the load early; what was stored is still checked.",
            "",
            "  replicator load --rate 2000 --conflicts 20%% --duration 1m",
            "  replicator load --clusters 3 --closed-loop --keys hot --hot-keys 4",
            "  replicator load --targets http://127.0.0.1:8000,http://127.0.0.1:8003",
            "  replicator load --containers --clusters 3 --nemesis partition,latency,kill",
            "",
            "Exit codes: 0 all promises were kept, 1 one was broken or it could not be",
            "checked, 2 bad usage."
        })
final class LoadCommand implements Callable<Integer> {

    private static final int MOST_NODES = 60;
    private static final int MOST_TARGETS = 64;
    private static final int NODES_MAX_VALUE = 1 << 20;
    /** In the folder of the report. */
    private static final String LOGS = "logs";

    private static final Duration READY_PATIENCE = Duration.ofSeconds(15);

    private final Shell shell;
    private final Interruption interruption;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(names = "--in-process", description = "Load nodes in this process: real sockets, real disk.")
    private boolean inProcess;

    @Option(names = "--clusters", paramLabel = "<n>", description = "How many clusters are started. Default: 2")
    private @Nullable Integer clusters;

    @Option(names = "--nodes", paramLabel = "<n>", description = "Nodes in each of them, at least 3. Default: 3")
    private @Nullable Integer nodesEach;

    @Option(
            names = "--data",
            paramLabel = "<folder>",
            description = {"Keep the data of the nodes that are started there.", "Default: a temporary folder, removed."
            })
    private @Nullable Path data;

    @Mixin
    private final ContainerOptions containers = new ContainerOptions();

    @Option(
            names = "--targets",
            paramLabel = "<url>",
            split = ",",
            description = "Load these running nodes, separated by commas.")
    private List<String> targets = List.of();

    @Mixin
    private final LoadOptions options = new LoadOptions();

    @Option(
            names = "--report",
            paramLabel = "<folder>",
            description = "Where the report goes. Default: ./load-report-<time>")
    private @Nullable Path reportFolder;

    LoadCommand(Shell shell, Interruption interruption) {
        this.shell = shell;
        this.interruption = interruption;
    }

    @Override
    public Integer call() throws Exception {
        requireOneKindOfTarget();
        int nodes = targets.isEmpty() ? clusters() * nodesEach() : targets.size();
        LoadPlan plan = options.plan(nodes);
        if (!targets.isEmpty()) {
            List<Target> running = probed();
            Path report = reportFolder();
            interruption.listen();
            return load(plan, running, Disturbance.NONE, Load.Absence.ALLOWED, report);
        }
        if (containers.areRequested()) {
            if (plan.mostValue() > NODES_MAX_VALUE) {
                throw misuse("--value-size: nodes in containers take at most 1MiB");
            }
            return loadContainers(plan);
        }
        Path report = reportFolder();
        interruption.listen();
        InProcessNetwork.Shape shape =
                new InProcessNetwork.Shape(clusters(), nodesEach(), Math.max(plan.mostValue(), NODES_MAX_VALUE));
        shell.err().println("Starting " + clusters() + " x " + nodesEach() + " nodes in this process ...");
        try (InProcessNetwork network = InProcessNetwork.start(shape, data, interruption::isRequested)) {
            shell.err().println("They run, and wait until they have found each other; data: " + network.folder());
            return load(plan, network.awaitReady(), Disturbance.NONE, Load.Absence.FAILURE, report);
        }
    }

    private int loadContainers(LoadPlan plan) throws CommandFailure, InterruptedException, IOException {
        containers.requireDocker();
        Path report = reportFolder();
        interruption.listen();
        Path folder = data == null ? Files.createTempDirectory("replicator-load-") : data.toAbsolutePath();
        shell.err()
                .println("Starting " + clusters() + " x " + nodesEach() + " nodes in containers of the image "
                        + containers.image() + "; " + containers.describeNemesis() + " ...");
        ContainerNetwork.Shape shape = new ContainerNetwork.Shape(containers.image(), clusters(), nodesEach(), folder);
        try (ContainerNetwork network = ContainerNetwork.of(shape)) {
            interruption.onStuckEnd(network::close);
            network.start(interruption::isRequested, report.resolve(LOGS));
            int exitCode =
                    load(plan, network.targets(), containers.disturbance(network, plan), Load.Absence.FAILURE, report);
            if (exitCode != ExitCode.OK) {
                network.saveLogs(report.resolve(LOGS));
                shell.out().println("Logs of the nodes: " + report.resolve(LOGS));
            }
            return exitCode;
        } catch (ContainerFailure e) {
            throw new CommandFailure(ExitCode.FAILED, String.valueOf(e.getMessage()), e);
        } finally {
            if (data == null) {
                Folders.remove(folder);
            }
        }
    }

    // ---- What was asked for.

    private void requireOneKindOfTarget() {
        if (containers.areMissed()) {
            throw misuse("--image and --nemesis go with --containers");
        }
        containers.kinds();
        if (containers.areRequested()) {
            requireContainers();
        } else if (targets.isEmpty()) {
            boolean tooMany = (long) clusters() * nodesEach() > MOST_NODES;
            if (clusters() < 1 || nodesEach() < 3 || tooMany) {
                throw misuse("in this process there is at least 1 cluster of 3 nodes, and at most " + MOST_NODES
                        + " nodes in all");
            }
        } else if (inProcess || clusters != null || nodesEach != null || data != null) {
            throw misuse(
                    "--targets names nodes that run already: leave out --in-process, --clusters, --nodes and --data");
        } else if (targets.size() > MOST_TARGETS) {
            throw misuse("--targets: at most " + MOST_TARGETS + " nodes");
        }
    }

    private void requireContainers() {
        if (!targets.isEmpty() || inProcess) {
            throw misuse("--containers starts nodes of its own: leave out --targets and --in-process");
        }
        boolean tooMany = (long) clusters() * nodesEach() > ContainerOptions.MOST_NODES;
        if (clusters() < 1 || nodesEach() < 3 || tooMany) {
            throw misuse("in containers there is at least 1 cluster of 3 nodes, and at most "
                    + ContainerOptions.MOST_NODES + " nodes in all");
        }
    }

    private int clusters() {
        return clusters == null ? 2 : clusters;
    }

    private int nodesEach() {
        return nodesEach == null ? 3 : nodesEach;
    }

    private List<Target> probed() throws CommandFailure, InterruptedException {
        try {
            return Targets.probe(targets, READY_PATIENCE);
        } catch (IllegalArgumentException e) {
            throw misuse("--targets: " + e.getMessage());
        }
    }

    private ParameterException misuse(String what) {
        return new ParameterException(spec.commandLine(), what);
    }

    // ---- The run.

    private int load(LoadPlan plan, List<Target> nodes, Disturbance disturbance, Load.Absence absence, Path folder)
            throws CommandFailure, InterruptedException {
        if (interruption.isRequested()) {
            throw new CommandFailure(ExitCode.FAILED, "stopped before the load began");
        }
        shell.err()
                .println("Loading " + nodes.size() + " nodes: "
                        + nodes.stream().map(Target::name).collect(Collectors.joining(", ")));
        TerminalProgress progress = new TerminalProgress(shell);
        Load load = new Load(plan, nodes, disturbance, absence, progress);
        interruption.onRequest(() -> {
            progress.say("Stopping the load; what was stored is checked now ...");
            load.stop();
        });
        LoadResult result = load.run();
        progress.end();
        Report report = result.report(command(plan));
        shell.out().print(LoadSummary.of(report));
        shell.out().flush();
        write(report, folder);
        return result.kept() ? ExitCode.OK : ExitCode.FAILED;
    }

    /** What was typed, with the seed. */
    private String command(LoadPlan plan) {
        List<String> words = new ArrayList<>(List.of("replicator"));
        words.addAll(spec.commandLine().getParseResult().originalArgs());
        if (!options.hasSeed()) {
            words.addAll(List.of("--seed", Long.toString(plan.seed())));
        }
        return words.stream().map(ShellQuote::quote).collect(Collectors.joining(" "));
    }

    /** Made before anything is started, so that nobody waits for a report that cannot be written. */
    private Path reportFolder() throws CommandFailure {
        String now = LocalDateTime.now(ZoneId.systemDefault()).format(DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss"));
        Path folder = reportFolder == null ? Path.of("load-report-" + now) : reportFolder;
        try {
            Files.createDirectories(folder);
            if (!Files.isWritable(folder)) {
                throw new AccessDeniedException(folder.toString());
            }
            return folder;
        } catch (IOException e) {
            throw cannotWrite(folder, e);
        }
    }

    private void write(Report report, Path folder) throws CommandFailure {
        try {
            ReportFiles files = ReportFiles.write(report, folder);
            shell.out().println("Report: " + files.page());
        } catch (IOException e) {
            throw cannotWrite(folder, e);
        }
    }

    private static CommandFailure cannotWrite(Path folder, IOException e) {
        return new CommandFailure(
                ExitCode.FAILED,
                "the report cannot be written to " + folder + ": " + e + "; name another folder with --report",
                e);
    }
}
