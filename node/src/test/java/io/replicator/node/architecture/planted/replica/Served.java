package io.replicator.node.architecture.planted.replica;

import io.replicator.node.architecture.planted.cli.Asking;
import org.jspecify.annotations.Nullable;

/** The other half of a cycle. */
public record Served(@Nullable Asking asker) {}
