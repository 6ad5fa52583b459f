package io.replicator.simulator.cli;

import io.replicator.node.cli.Shell;
import io.replicator.simulator.load.Progress;
import io.replicator.simulator.report.Report;
import java.io.PrintStream;
import java.util.Locale;

/** One line that is written over for a person at a terminal; a line now and then for a log. Thread-safe. */
final class TerminalProgress implements Progress {

    private static final String START_OF_LINE = "\r\u001b[K";
    /** Without a terminal, one of so many reports is written. */
    private static final int EVERY = 5;

    private final PrintStream err;
    private final boolean terminal;
    private boolean open;
    private long reports;

    TerminalProgress(Shell shell) {
        this.err = shell.err();
        this.terminal = shell.interactive().getAsBoolean();
    }

    @Override
    public void loading(double seconds, double of, Report.Point latest) {
        String latency = Double.isNaN(latest.p50Millis())
                ? ""
                : String.format(Locale.ROOT, ", p50 %.1f ms, p99 %.1f ms", latest.p50Millis(), latest.p99Millis());
        String failures = latest.failuresPerSecond() == 0
                ? ""
                : String.format(Locale.ROOT, ", %.0f/s without an answer", latest.failuresPerSecond());
        show(String.format(
                Locale.ROOT,
                "%.0f of %.0f s%s: %.0f stores/s, %.0f reads/s%s%s",
                seconds,
                of,
                latest.second() < 0 ? " (warm-up)" : "",
                latest.storesPerSecond(),
                latest.readsPerSecond(),
                latency,
                failures));
    }

    @Override
    public void checking(String what, long done, long of) {
        show(String.format(Locale.ROOT, "%s: %,d of %,d", what, done, of));
    }

    private synchronized void show(String line) {
        if (terminal) {
            err.print(START_OF_LINE + line);
            err.flush();
            open = true;
        } else if (reports++ % EVERY == 0) {
            err.println(line);
        }
    }

    /** A line that stays. */
    synchronized void say(String line) {
        end();
        err.println(line);
    }

    /** Leaves the line that is written over. */
    synchronized void end() {
        if (open) {
            err.print(START_OF_LINE);
            err.flush();
            open = false;
        }
    }
}
