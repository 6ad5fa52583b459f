package io.replicator.simulator.planted.load;

import io.replicator.simulator.containers.Node;
import org.jspecify.annotations.Nullable;

/** Knows that its nodes run in containers. */
public final class Contained {
    public @Nullable Node node;
}
