package io.replicator.simulator.cli;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Ctrl-C and SIGTERM end a run rather than the process: what was begun is still checked and told, and the exit code is the
 * run's own. A second Ctrl-C changes nothing; a kill does. Thread-safe.
 */
final class Interruption implements AutoCloseable {

    /** A run that was told to stop and does not end in so long is stuck. */
    private static final Duration LONGEST_END = Duration.ofMinutes(5);

    private final Duration longestEnd;
    private final AtomicReference<Runnable> reaction = new AtomicReference<>(Interruption::nothing);
    private final AtomicReference<Runnable> removal = new AtomicReference<>(Interruption::nothing);
    private final CountDownLatch over = new CountDownLatch(1);
    private volatile boolean requested;
    private boolean listening;

    Interruption() {
        this(LONGEST_END);
    }

    /**
     * @param longestEnd how long a run that was told to stop may take
     */
    Interruption(Duration longestEnd) {
        this.longestEnd = longestEnd;
    }

    private static void nothing() {}

    /** From now on the process does not end by itself when it is told to: the command that asks for this must. */
    synchronized void listen() {
        if (!listening) {
            listening = true;
            Runtime.getRuntime().addShutdownHook(new Thread(this::interrupted, "interruption"));
        }
    }

    /** The process was told to end; returns when it may. */
    void interrupted() {
        if (over.getCount() == 0) {
            return; // The usual end.
        }
        requested = true;
        reaction.getAndSet(Interruption::nothing).run();
        try {
            // The main thread halts the process when it has ended the run.
            if (!over.await(longestEnd.toNanos(), TimeUnit.NANOSECONDS)) {
                Objects.requireNonNull(removal.get()).run();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    boolean isRequested() {
        return requested;
    }

    /** What to do, once, when the process is told to end; at once if it was. */
    void onRequest(Runnable action) {
        reaction.set(action);
        if (requested) {
            reaction.getAndSet(Interruption::nothing).run();
        }
    }

    /** What must be done before the process ends although the run is stuck. */
    void onStuckEnd(Runnable action) {
        removal.set(action);
    }

    /** Ends the process with this exit code, as the last thing that the main thread does. */
    void exit(int exitCode) {
        if (requested) {
            // The process is ending already, and waits for the hook; System.exit would wait for ever.
            Runtime.getRuntime().halt(exitCode);
        }
        close();
        System.exit(exitCode);
    }

    /** From now on the process ends by itself when it is told to, as it did before {@link #listen}. */
    @Override
    public void close() {
        over.countDown();
    }
}
