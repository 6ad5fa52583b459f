package io.replicator.engine.planted.driver;

import io.replicator.engine.planted.model.Upward;
import org.jspecify.annotations.Nullable;

/** Closes the cycle. */
public record Above(@Nullable Upward upward) {}
