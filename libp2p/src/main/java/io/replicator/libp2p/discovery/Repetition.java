package io.replicator.libp2p.discovery;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Work that a virtual thread repeats until this is closed. */
public final class Repetition implements AutoCloseable {

    /** The wait after work that failed. */
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(10);

    private static final Logger log = LoggerFactory.getLogger(Repetition.class);

    private final CountDownLatch closed = new CountDownLatch(1);
    private final Runnable onClose;

    private Repetition(Runnable onClose) {
        this.onClose = onClose;
    }

    /** @param work returns how long to wait until the next time */
    static Repetition start(Supplier<Duration> work, Runnable onClose) {
        Repetition repetition = new Repetition(onClose);
        Thread.startVirtualThread(() -> repetition.run(work));
        return repetition;
    }

    private void run(Supplier<Duration> work) {
        try {
            Duration wait = Duration.ZERO;
            while (!closed.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                wait = once(work);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            // Here, after the last round, nothing can undo it any more.
            onClose.run();
        }
    }

    private static Duration once(Supplier<Duration> work) {
        try {
            return work.get();
        } catch (RuntimeException e) {
            log.warn("a round of discovery failed; trying again in {}", AFTER_FAILURE, e);
            return AFTER_FAILURE;
        }
    }

    /** Ends the repetition; a round that is under way finishes. */
    @Override
    public void close() {
        closed.countDown();
    }
}
