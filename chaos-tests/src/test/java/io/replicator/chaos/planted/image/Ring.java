package io.replicator.chaos.planted.image;

import org.jspecify.annotations.Nullable;

/** One half of a cycle. */
public final class Ring {
    public io.replicator.chaos.planted.scenario.@Nullable Ring other;
}
