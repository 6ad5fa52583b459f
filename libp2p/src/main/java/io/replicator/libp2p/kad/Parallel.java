package io.replicator.libp2p.kad;

import java.io.IOException;
import java.util.Collection;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Blocking work on several peers at once, each on a virtual thread. */
final class Parallel {

    private static final Logger log = LoggerFactory.getLogger(Parallel.class);

    private Parallel() {}

    /** Returns when all are done. */
    static <T> void forEach(Collection<T> items, Consumer<T> work) {
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            items.forEach(item -> threads.execute(() -> work.accept(item)));
        }
    }

    /** Returns when all are done, and says for how many the work did not fail. */
    static <T> int countSuccesses(Collection<T> items, IoConsumer<T> work) {
        AtomicInteger successes = new AtomicInteger();
        forEach(items, item -> {
            try {
                work.accept(item);
                successes.incrementAndGet();
            } catch (IOException e) {
                log.debug("{} failed", item, e);
            }
        });
        return successes.get();
    }

    @FunctionalInterface
    interface IoConsumer<T> {
        void accept(T item) throws IOException;
    }
}
