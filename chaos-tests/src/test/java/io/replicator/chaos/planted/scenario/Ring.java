package io.replicator.chaos.planted.scenario;

import org.jspecify.annotations.Nullable;

/** The other half. */
public final class Ring {
    public io.replicator.chaos.planted.image.@Nullable Ring other;
}
