package io.replicator.simulator.planted.disk;

import io.replicator.simulator.planted.workload.Circular;
import org.jspecify.annotations.Nullable;

/** One half of a cycle. */
public final class Circle {
    public @Nullable Circular other;
}
