package io.replicator.simulator.cli;

import io.replicator.node.cli.Shell;
import java.io.PrintStream;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** Says how far something has got: one line that is written over at a terminal, a line now and then elsewhere. */
final class StatusLine implements AutoCloseable {

    private static final String START_OF_LINE = "\r\u001b[K";
    private static final long TERMINAL_MILLIS = 250;
    private static final long LOG_MILLIS = 10_000;

    private final PrintStream err;
    private final boolean terminal;
    private final Supplier<String> words;
    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("status").factory());

    private StatusLine(Shell shell, Supplier<String> words) {
        this.err = shell.err();
        this.terminal = shell.interactive().getAsBoolean();
        this.words = words;
    }

    /** Shows what the words are, until it is closed; they are asked for by another thread. */
    static StatusLine of(Shell shell, Supplier<String> words) {
        StatusLine line = new StatusLine(shell, words);
        long every = line.terminal ? TERMINAL_MILLIS : LOG_MILLIS;
        // Should the words fail, there is no line any more, which is no reason to end what it tells of.
        var _ = line.clock.scheduleAtFixedRate(line::show, every, every, TimeUnit.MILLISECONDS);
        return line;
    }

    void show() {
        if (terminal) {
            err.print(START_OF_LINE + words.get());
            err.flush();
        } else {
            err.println(words.get());
        }
    }

    @Override
    public void close() {
        clock.shutdownNow();
        clock.close();
        if (terminal) {
            err.print(START_OF_LINE);
            err.flush();
        }
    }
}
