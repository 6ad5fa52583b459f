package io.replicator.simulator.planted.workload;

import io.replicator.simulator.planted.disk.Circle;
import org.jspecify.annotations.Nullable;

/** The other half. */
public final class Circular {
    public @Nullable Circle other;
}
