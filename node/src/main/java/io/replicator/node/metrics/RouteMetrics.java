package io.replicator.node.metrics;

import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.ObjIntConsumer;
import org.jspecify.annotations.Nullable;

/** Counts the answers of one HTTP route by status. Thread-safe; counting allocates once for each status. */
public final class RouteMetrics {

    private static final int LOWEST = 100;
    private static final int HIGHEST = 599;

    private final String method;
    private final String path;
    private final AtomicReferenceArray<@Nullable LongAdder> byStatus = new AtomicReferenceArray<>(HIGHEST - LOWEST + 1);

    RouteMetrics(String method, String path) {
        this.method = method;
        this.path = path;
    }

    /** Counts an answer; a status that HTTP does not know counts as the nearest that it does. */
    public void answered(int status) {
        int index = Math.clamp(status, LOWEST, HIGHEST) - LOWEST;
        LongAdder counter = byStatus.get(index);
        if (counter == null) {
            byStatus.compareAndSet(index, null, new LongAdder());
            answered(status);
        } else {
            counter.increment();
        }
    }

    String method() {
        return method;
    }

    String path() {
        return path;
    }

    /** Visits every status that was answered at least once. */
    void forEach(ObjIntConsumer<LongAdder> visitor) {
        for (int index = 0; index < byStatus.length(); index++) {
            LongAdder counter = byStatus.get(index);
            if (counter != null) {
                visitor.accept(counter, LOWEST + index);
            }
        }
    }
}
