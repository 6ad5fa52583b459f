package io.replicator.simulator.cli;

import io.replicator.node.cli.CommandFailure;
import io.replicator.node.cli.ExitCode;
import io.replicator.node.cli.Shell;
import io.replicator.node.cli.ShellQuote;
import io.replicator.node.cli.Version;
import io.replicator.simulator.report.Report;
import io.replicator.simulator.report.ReportFiles;
import io.replicator.simulator.swarm.Campaign;
import io.replicator.simulator.swarm.Draw;
import io.replicator.simulator.swarm.Plan;
import io.replicator.simulator.swarm.SwarmReport;
import io.replicator.simulator.swarm.SwarmSettings;
import io.replicator.simulator.swarm.Tally;
import io.replicator.simulator.swarm.Trial;
import io.replicator.simulator.swarm.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
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
            "Ctrl-C ends it early, and tells what was done.",
            "",
            "  replicator simulate --seeds 10000",
            "  replicator simulate --clusters 3 --nodes 3 --faults cut,crash",
            "  replicator simulate --topology my-sites.json --duration 30s",
            "  replicator simulate --seed 4711 --trace trace.txt",
            "",
            "Exit codes: 0 all promises were kept, 1 one was broken, 2 bad usage."
        })
final class SimulateCommand implements Callable<Integer> {

    private static final long DEFAULT_SEEDS = 1_000;
    private static final long MOST_SEEDS = 1_000_000_000_000L;
    private static final int MOST_JOBS = 1_024;
    private static final double NANOS = 1e9;

    private final Shell shell;
    private final Interruption interruption;
    private final Trial trial;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Mixin
    private final SwarmOptions worlds = new SwarmOptions();

    @Option(names = "--seeds", paramLabel = "<n>", description = "How many worlds. Default: " + DEFAULT_SEEDS)
    private @Nullable Long seeds;

    @Option(names = "--first-seed", paramLabel = "<n>", description = "The first seed. Default: 1")
    private @Nullable Long firstSeed;

    @Option(names = "--seed", paramLabel = "<n>", description = "Run this seed alone, to look at it.")
    private @Nullable Long seed;

    @Option(names = "--trace", paramLabel = "<file>", description = "With --seed: write all that happens there.")
    private @Nullable Path trace;

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
        this(shell, interruption, Trial.REAL);
    }

    SimulateCommand(Shell shell, Interruption interruption, Trial trial) {
        this.shell = shell;
        this.interruption = interruption;
        this.trial = trial;
    }

    @Override
    public Integer call() throws Exception {
        if (seeds != null && (seeds < 1 || seeds > MOST_SEEDS)) {
            throw misuse("--seeds: at least 1");
        }
        if (jobs != null && (jobs < 1 || jobs > MOST_JOBS)) {
            throw misuse("--jobs: from 1 to " + MOST_JOBS);
        }
        if (trace != null && seed == null) {
            throw misuse("--trace needs --seed: the trace of one world is long enough");
        }
        if (seed != null && (seeds != null || firstSeed != null || keepGoing)) {
            throw misuse("--seed runs one world: leave out --seeds, --first-seed and --keep-going");
        }
        SwarmSettings settings = worlds.settings();
        return seed == null ? campaign(settings) : one(settings, seed);
    }

    private ParameterException misuse(String what) {
        return new ParameterException(spec.commandLine(), what);
    }

    private int jobs() {
        return jobs == null ? Runtime.getRuntime().availableProcessors() : jobs;
    }

    // ---- Many seeds.

    private int campaign(SwarmSettings settings) throws CommandFailure, InterruptedException {
        long first = firstSeed == null ? 1 : firstSeed;
        long many = seeds == null ? DEFAULT_SEEDS : seeds;
        Campaign campaign = new Campaign(trial, settings, first, many, keepGoing);
        interruption.listen();
        interruption.onRequest(campaign::stop);
        long begin = System.nanoTime();
        Tally tally;
        try (StatusLine _ = StatusLine.of(shell, () -> ProgressBar.of(campaign.progress(), secondsSince(begin)))) {
            tally = campaign.run(jobs());
        }
        double seconds = secondsSince(begin);
        if (tally.seeds() == 0) {
            throw new CommandFailure(ExitCode.FAILED, "stopped before a world was complete");
        }
        shell.out().println(SimulateSummary.of(tally, seconds, jobs()));
        Tally.Failed failed = tally.failed();
        if (tally.seeds() < many && (failed == null || keepGoing)) {
            shell.out().println("Stopped early: " + tally.seeds() + " of " + many + " worlds.");
        }
        Verdict sample = trial.run(Draw.plan(failed == null ? first : failed.seed(), settings));
        if (failed != null && sample.broken() == null) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "seed " + failed.seed() + " broke a promise, and kept it when it was run again: " + failed.what());
        }
        return finish(sample, tally, seconds, jobs());
    }

    private static double secondsSince(long nanos) {
        return (System.nanoTime() - nanos) / NANOS;
    }

    // ---- One seed.

    private int one(SwarmSettings settings, long number) throws CommandFailure {
        long begin = System.nanoTime();
        Verdict verdict = trial.run(Draw.plan(number, settings), trace != null);
        double seconds = secondsSince(begin);
        Tally tally = new Tally();
        tally.add(verdict);
        shell.out().println(SimulateSummary.ofOne(verdict));
        if (trace != null) {
            shell.out().println("Trace: " + TraceFile.write(verdict, trace));
        }
        return finish(verdict, tally, seconds, 1);
    }

    // ---- The end.

    /**
     * @param sample the failing world; if all kept their promises, any
     * @param threads how many there were
     */
    private int finish(Verdict sample, Tally tally, double seconds, int threads) throws CommandFailure {
        Report.Failure failure = null;
        if (sample.broken() == null) {
            shell.out().println("Every promise was kept.");
        } else {
            failure = new FailureStory(shell, interruption, trial, reportFolder)
                    .tell(sample.plan(), sample.broken(), replay(sample.plan()));
        }
        write(SwarmReport.of("Replicator: simulated worlds", command(), tally, sample, seconds, threads, failure));
        return failure == null ? ExitCode.OK : ExitCode.FAILED;
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

    /** What was typed. */
    private String command() {
        List<String> arguments = spec.commandLine().getParseResult().originalArgs();
        return Stream.concat(Stream.of(ProgramName.typed()), arguments.stream().map(ShellQuote::quote))
                .collect(Collectors.joining(" "));
    }

    /** What to type to have one world of these again: what was typed, without what concerns many seeds. */
    private String replay(Plan plan) {
        return Stream.concat(
                        Stream.of(ProgramName.typed(), "simulate", "--seed", Long.toString(plan.seed())),
                        worlds.typed().stream())
                .collect(Collectors.joining(" "));
    }
}
