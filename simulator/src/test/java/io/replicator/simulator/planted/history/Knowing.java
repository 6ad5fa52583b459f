package io.replicator.simulator.planted.history;

import io.replicator.engine.model.Ballot;
import org.jspecify.annotations.Nullable;

/** Knows how the nodes work. */
public final class Knowing {
    public @Nullable Ballot ballot;
}
