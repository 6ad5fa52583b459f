package io.replicator.libp2p.host;

import java.time.Duration;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/**
 * Ends a stream that takes too long. Blocking code wraps its reads and writes in one, since a reset lets them fail:
 *
 * <pre>{@code
 * try (StreamDeadline _ = StreamDeadline.reset(stream, timeout)) { … }
 * }</pre>
 */
public final class StreamDeadline implements AutoCloseable {

    private final Runnable action;
    private final Duration timeout;
    private Future<?> timer;
    private boolean closed;

    private StreamDeadline(Runnable action, Duration timeout) {
        this.action = action;
        this.timeout = timeout;
        this.timer = schedule();
    }

    /** Resets the stream after this time. */
    public static StreamDeadline reset(Stream stream, Duration timeout) {
        return new StreamDeadline(stream::reset, timeout);
    }

    /** Does something else after this time, on a thread of the common pool, which it must not block. */
    public static StreamDeadline after(Duration timeout, Runnable action) {
        return new StreamDeadline(action, timeout);
    }

    /** Starts the time anew, as after some progress. */
    public synchronized void restart() {
        if (!closed) {
            timer.cancel(false);
            timer = schedule();
        }
    }

    /** Calls the deadline off. */
    @Override
    public synchronized void close() {
        closed = true;
        timer.cancel(false);
    }

    private Future<?> schedule() {
        return ForkJoinPool.commonPool().schedule(action, timeout.toMillis(), TimeUnit.MILLISECONDS);
    }
}
