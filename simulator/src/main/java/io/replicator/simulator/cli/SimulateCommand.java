package io.replicator.simulator.cli;

import io.replicator.node.cli.CommandFailure;
import io.replicator.node.cli.ExitCode;
import io.replicator.node.cli.Shell;
import io.replicator.node.cli.ShellQuote;
import io.replicator.node.cli.TimeConverter;
import io.replicator.node.cli.Version;
import io.replicator.node.config.Nearest;
import io.replicator.simulator.fault.FaultKind;
import io.replicator.simulator.network.Delay;
import io.replicator.simulator.network.Topology;
import io.replicator.simulator.report.Report;
import io.replicator.simulator.report.ReportFiles;
import io.replicator.simulator.swarm.Campaign;
import io.replicator.simulator.swarm.Draw;
import io.replicator.simulator.swarm.Plan;
import io.replicator.simulator.swarm.Run;
import io.replicator.simulator.swarm.Shrinker;
import io.replicator.simulator.swarm.SwarmReport;
import io.replicator.simulator.swarm.SwarmSettings;
import io.replicator.simulator.swarm.Tally;
import io.replicator.simulator.swarm.Timeline;
import io.replicator.simulator.swarm.Verdict;
import io.replicator.simulator.world.TraceEvent;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

@Command(
        name = "simulate",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        sortOptions = false,
        description = {
            "Run the production engine in hostile deterministic worlds, and check every",
            "promise.",
            "",
            "Each seed is a world of its own. Unless you say otherwise, it draws its own",
            "network, faults and clients; the same seed always does the same.",
            ""
        },
        footer = {
            "",
            "Kinds of faults: crash, moment, pause, wipe, cut, flap, slow, spoil, slow-disk,",
            "fail-sync, full-disk, clock.",
            "",
            "  replicator simulate --seeds 10000",
            "  replicator simulate --clusters 3 --nodes 3 --faults cut,crash",
            "  replicator simulate --topology my-sites.json --duration 30s",
            "  replicator simulate --seed 4711 --trace trace.txt",
            "",
            "Exit codes: 0 all promises were kept, 1 one was broken, 2 bad usage."
        })
final class SimulateCommand implements Callable<Integer> {

    private static final int MOST_CLUSTERS = 100;
    private static final int MOST_NODES = 100;
    private static final int MOST_TOGETHER = 1_000;
    private static final long MICROS = 1_000_000;
    private static final long NANOS = 1_000_000_000;

    private final Shell shell;
    private final Interruption interruption;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Option(names = "--clusters", paramLabel = "<n>", description = "Have this many clusters in every world, ...")
    private @Nullable Integer clusters;

    @Option(
            names = "--nodes",
            paramLabel = "<n>",
            description = "... and this many voters in each, at least 3. Default: 3")
    private @Nullable Integer nodes;

    @Option(
            names = "--topology",
            paramLabel = "<file>",
            description = {"Have your own clusters and latencies in every world;", "see docs/verification.md."})
    private @Nullable Path topologyFile;

    @Option(
            names = "--seeds",
            paramLabel = "<n>",
            defaultValue = "1000",
            description = "How many worlds. Default: ${DEFAULT-VALUE}")
    private long seeds;

    @Option(
            names = "--first-seed",
            paramLabel = "<n>",
            defaultValue = "1",
            description = "The first seed. Default: ${DEFAULT-VALUE}")
    private long firstSeed;

    @Option(names = "--seed", paramLabel = "<n>", description = "Run this seed alone, to look at it.")
    private @Nullable Long seed;

    @Option(names = "--trace", paramLabel = "<file>", description = "With --seed: write all that happens there.")
    private @Nullable Path trace;

    @Option(
            names = "--faults",
            paramLabel = "<kinds>",
            defaultValue = "all",
            description = "What may go wrong: all, none, or kinds separated by commas. Default: ${DEFAULT-VALUE}")
    private String faults = "all";

    @Option(
            names = "--duration",
            paramLabel = "<time>",
            converter = TimeConverter.class,
            description = {"How long the bad time of each world lasts, virtually.", "Default: each draws it, up to 12s"
            })
    private @Nullable Duration duration;

    @Option(names = "--jobs", paramLabel = "<n>", description = "Worlds at a time. Default: one for each processor")
    private @Nullable Integer jobs;

    @Option(names = "--keep-going", description = "Go on after a world that breaks a promise.")
    private boolean keepGoing;

    @Option(
            names = "--report",
            paramLabel = "<folder>",
            description = "Where the report goes. Default: ./simulate-report")
    private Path reportFolder = Path.of("simulate-report");

    SimulateCommand(Shell shell, Interruption interruption) {
        this.shell = shell;
        this.interruption = interruption;
    }

    @Override
    public Integer call() throws Exception {
        SwarmSettings settings =
                new SwarmSettings(topology(), kinds(), duration == null ? 0 : duration.toNanos() / 1000);
        if (seeds < 1 || seeds > Long.MAX_VALUE / 4) {
            throw misuse("--seeds: at least 1");
        }
        if (trace != null && seed == null) {
            throw misuse("--trace needs --seed: the trace of one world is long enough");
        }
        if (jobs != null && (jobs < 1 || jobs > 1024)) {
            throw misuse("--jobs: from 1 to 1024");
        }
        return seed == null ? campaign(settings) : one(settings, seed);
    }

    // ---- What was asked for.

    private @Nullable Topology topology() {
        if (topologyFile != null) {
            if (clusters != null || nodes != null) {
                throw misuse("--topology says which clusters there are: leave out --clusters and --nodes");
            }
            try {
                return TopologyFile.read(topologyFile);
            } catch (IllegalArgumentException e) {
                throw misuse("--topology: " + e.getMessage());
            }
        }
        if (clusters == null && nodes == null) {
            return null;
        }
        int many = clusters == null ? 1 : clusters;
        int each = nodes == null ? 3 : nodes;
        if (many < 1 || many > MOST_CLUSTERS || each < 3 || each > MOST_NODES || many * each > MOST_TOGETHER) {
            throw misuse("there are 1 to " + MOST_CLUSTERS + " clusters of at least 3 nodes, and at most "
                    + MOST_TOGETHER + " nodes in all");
        }
        return Topology.of(Collections.nCopies(many, each), Delay.LAN, Delay.wan(20_000));
    }

    private Set<FaultKind> kinds() {
        return switch (faults) {
            case "all" -> EnumSet.allOf(FaultKind.class);
            case "none" -> EnumSet.noneOf(FaultKind.class);
            default ->
                Arrays.stream(faults.split(",", -1))
                        .map(this::kind)
                        .collect(Collectors.toCollection(() -> EnumSet.noneOf(FaultKind.class)));
        };
    }

    private FaultKind kind(String name) {
        for (FaultKind kind : FaultKind.values()) {
            if (kind.title().equals(name.strip())) {
                return kind;
            }
        }
        Optional<String> nearest =
                Nearest.to(name.strip(), Arrays.stream(FaultKind.values()).map(FaultKind::title));
        throw misuse("--faults: there is no kind '" + name + "'"
                + nearest.map(title -> "; did you mean '" + title + "'?").orElse(""));
    }

    private int jobs() {
        return jobs == null ? Runtime.getRuntime().availableProcessors() : jobs;
    }

    private ParameterException misuse(String what) {
        return new ParameterException(spec.commandLine(), what);
    }

    // ---- Many seeds.

    private int campaign(SwarmSettings settings) throws CommandFailure, InterruptedException {
        Campaign campaign = new Campaign(settings, firstSeed, seeds, keepGoing);
        interruption.listen();
        interruption.onRequest(campaign::stop);
        long begin = System.nanoTime();
        Tally tally;
        try (ProgressBar _ = ProgressBar.over(shell, campaign)) {
            tally = campaign.run(jobs());
        }
        double seconds = (System.nanoTime() - begin) / (double) NANOS;
        if (tally.seeds() == 0) {
            throw new CommandFailure(ExitCode.FAILED, "stopped before a world was complete");
        }
        Tally.Failed failed = tally.failed();
        shell.out().println(SimulateSummary.of(tally, seconds, jobs()));
        if (tally.seeds() < seeds && failed == null) {
            shell.out().println("Stopped early: " + tally.seeds() + " of " + seeds + " worlds.");
        }
        Plan shown = Draw.plan(failed == null ? firstSeed : failed.seed(), settings);
        return finish(shown, tally, seconds);
    }

    // ---- One seed.

    private int one(SwarmSettings settings, long number) throws CommandFailure {
        long begin = System.nanoTime();
        Plan plan = Draw.plan(number, settings);
        Verdict verdict = trace == null ? Run.of(plan) : Run.recorded(plan);
        double seconds = (System.nanoTime() - begin) / (double) NANOS;
        Tally tally = new Tally();
        tally.add(verdict);
        if (trace != null) {
            writeTrace(trace, verdict);
        }
        shell.out()
                .println(String.format(
                        Locale.ROOT,
                        "Seed %d: clusters of %s, %d faults, %d client calls, %,d events, %.1f s of virtual time, trace %016x",
                        number,
                        plan.topology(),
                        plan.faults().size(),
                        plan.steps().size(),
                        verdict.world().trace().events(),
                        verdict.world().time() / (double) MICROS,
                        verdict.world().trace().hash()));
        return finish(plan, tally, seconds);
    }

    // ---- The end.

    private int finish(Plan plan, Tally tally, double seconds) throws CommandFailure {
        Report.Failure failure = null;
        Verdict shown = Run.of(plan);
        if (shown.broken() != null) {
            shell.out().println();
            shell.out()
                    .println("BROKEN by seed " + plan.seed() + ": "
                            + shown.broken().getMessage());
            shell.out().println("To see it again: " + replay(plan.seed()));
            shell.err().println("Making the case small ...");
            Shrinker.Result small = Shrinker.shrink(plan, shown.broken().property());
            Verdict recorded = Run.recorded(small.plan());
            Timeline timeline = Timeline.of(recorded);
            List<String> summary = small.sentences(plan);
            String what = recorded.broken() == null
                    ? ""
                    : String.valueOf(recorded.broken().getMessage());
            failure = timeline.failure(shown.broken().property(), what, summary);
            summary.forEach(sentence -> shell.out().println("  " + sentence));
            shell.out().println("The small case: " + what);
            timeline.text().forEach(line -> shell.out().println(line));
            Path file = reportFolder.resolve("trace-" + plan.seed() + ".txt");
            writeTrace(file, recorded);
            shell.out().println("All of it: " + file);
        } else if (tally.failed() == null) {
            shell.out().println("Every promise was kept.");
        }
        write(SwarmReport.of("Replicator: simulated worlds", command(), tally, shown, seconds, jobs(), failure));
        return tally.failed() == null ? ExitCode.OK : ExitCode.FAILED;
    }

    private static void writeTrace(Path file, Verdict recorded) throws CommandFailure {
        try {
            Path folder = file.toAbsolutePath().getParent();
            if (folder != null) {
                Files.createDirectories(folder);
            }
            Files.write(
                    file,
                    recorded.world().trace().lines().stream()
                            .map(TraceEvent::toString)
                            .toList());
        } catch (IOException e) {
            throw new CommandFailure(ExitCode.FAILED, "the trace cannot be written to " + file + ": " + e, e);
        }
    }

    private void write(Report report) throws CommandFailure {
        try {
            shell.out()
                    .println(
                            "Report: " + ReportFiles.write(report, reportFolder).page());
            shell.out().flush();
        } catch (IOException e) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "the report cannot be written to " + reportFolder + ": " + e
                            + "; name another folder with --report",
                    e);
        }
    }

    private String command() {
        return words(spec.commandLine().getParseResult().originalArgs());
    }

    /** What to type to have one seed again: what was typed, without what concerns many seeds. */
    private String replay(long number) {
        StringBuilder text = new StringBuilder("replicator simulate --seed " + number);
        if (topologyFile != null) {
            text.append(" --topology ").append(ShellQuote.quote(topologyFile.toString()));
        }
        if (clusters != null) {
            text.append(" --clusters ").append(clusters);
        }
        if (nodes != null) {
            text.append(" --nodes ").append(nodes);
        }
        if (!faults.equals("all")) {
            text.append(" --faults ").append(ShellQuote.quote(faults));
        }
        if (duration != null) {
            text.append(" --duration ").append(duration.toMillis()).append("ms");
        }
        return text.toString();
    }

    private static String words(List<String> arguments) {
        return "replicator"
                + arguments.stream().map(word -> " " + ShellQuote.quote(word)).collect(Collectors.joining());
    }
}
