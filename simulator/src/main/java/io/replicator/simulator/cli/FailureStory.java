package io.replicator.simulator.cli;

import io.replicator.node.cli.CommandFailure;
import io.replicator.node.cli.ExitCode;
import io.replicator.node.cli.Shell;
import io.replicator.simulator.report.Report;
import io.replicator.simulator.swarm.Plan;
import io.replicator.simulator.swarm.Shrinker;
import io.replicator.simulator.swarm.Timeline;
import io.replicator.simulator.swarm.Trial;
import io.replicator.simulator.swarm.Verdict;
import io.replicator.simulator.world.Broken;
import java.io.PrintStream;
import java.nio.file.Path;

/** Tells a person of a broken promise: what was seen, what to type to see it again, and how it came about. */
final class FailureStory {

    /** The last ones; the report has more, and the trace has all. */
    private static final int MOST_LINES = 200;

    private final Shell shell;
    private final Interruption interruption;
    private final Trial trial;
    private final Path folder;

    /**
     * @param folder where the trace goes
     */
    FailureStory(Shell shell, Interruption interruption, Trial trial, Path folder) {
        this.shell = shell;
        this.interruption = interruption;
        this.trial = trial;
        this.folder = folder;
    }

    /**
     * Makes the case small, which may be interrupted, and tells all of it.
     *
     * @param replay what to type to have the seed again
     */
    Report.Failure tell(Plan plan, Broken broken, String replay) throws CommandFailure {
        PrintStream out = shell.out();
        out.println();
        out.println("BROKEN by seed " + plan.seed() + ": " + broken.getMessage());
        out.println("To see it again: " + replay);
        shell.err().println("Making the case small; Ctrl-C takes it as it is then ...");
        Shrinker.Result small = shrunk(plan, broken.property());
        Verdict recorded = trial.run(small.plan(), true);
        if (recorded.broken() == null) {
            throw new CommandFailure(ExitCode.FAILED, "the small case of seed " + plan.seed() + " fails now and then");
        }
        String what = String.valueOf(recorded.broken().getMessage());
        Timeline timeline = Timeline.of(recorded);
        out.println();
        small.sentences().forEach(sentence -> out.println("  " + sentence));
        out.println("The small case: " + what);
        out.println();
        timeline.text(MOST_LINES).forEach(out::println);
        out.println();
        out.println("All that happened: " + TraceFile.write(recorded, folder.resolve("trace-" + plan.seed() + ".txt")));
        return timeline.failure(broken.property(), what, small.sentences());
    }

    private Shrinker.Result shrunk(Plan plan, String property) {
        Shrinker shrinker = new Shrinker(plan, Shrinker.breaking(property, trial));
        interruption.listen();
        interruption.onRequest(shrinker::stop);
        try (StatusLine _ = StatusLine.of(shell, () -> words(shrinker.progress()))) {
            return shrinker.shrink();
        }
    }

    private static String words(Shrinker.Result result) {
        return String.join(", ", result.sentences().subList(0, 3)) + ", " + result.runs() + " runs so far";
    }
}
