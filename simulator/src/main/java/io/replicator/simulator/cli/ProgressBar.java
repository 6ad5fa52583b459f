package io.replicator.simulator.cli;

import io.replicator.node.cli.Shell;
import io.replicator.simulator.swarm.Campaign;
import java.io.PrintStream;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Shows how far a campaign has got: a bar that is written over at a terminal, a line now and then elsewhere. */
final class ProgressBar implements AutoCloseable {

    private static final String START_OF_LINE = "\r\u001b[K";
    private static final int WIDTH = 24;
    private static final long TERMINAL_MILLIS = 250;
    private static final long LOG_MILLIS = 10_000;
    private static final double NANOS = 1e9;

    private final PrintStream err;
    private final Campaign campaign;
    private final boolean terminal;
    private final long begin = System.nanoTime();
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("progress").factory());

    private ProgressBar(Shell shell, Campaign campaign) {
        this.err = shell.err();
        this.campaign = campaign;
        this.terminal = shell.interactive().getAsBoolean();
    }

    static ProgressBar over(Shell shell, Campaign campaign) {
        ProgressBar bar = new ProgressBar(shell, campaign);
        long every = bar.terminal ? TERMINAL_MILLIS : LOG_MILLIS;
        // The task cannot fail; and a bar is no reason to end a campaign.
        var _ = bar.clock.scheduleAtFixedRate(bar::show, every, every, TimeUnit.MILLISECONDS);
        return bar;
    }

    private void show() {
        Campaign.Progress progress = campaign.progress();
        double seconds = (System.nanoTime() - begin) / NANOS;
        double share = progress.seeds() / (double) progress.of();
        String left =
                progress.seeds() == 0 ? "" : String.format(Locale.ROOT, ", %.0f s left", seconds * (1 - share) / share);
        String line = String.format(
                Locale.ROOT,
                "%,d of %,d worlds, %.0f/s, %,.0f events/s%s",
                progress.seeds(),
                progress.of(),
                progress.seeds() / seconds,
                progress.events() / seconds,
                left);
        if (terminal) {
            int full = (int) (share * WIDTH);
            err.print(START_OF_LINE + "[" + "#".repeat(full) + ".".repeat(WIDTH - full) + "] " + line);
            err.flush();
        } else {
            err.println(line);
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        if (terminal) {
            err.print(START_OF_LINE);
            err.flush();
        }
    }
}
