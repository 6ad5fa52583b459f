package io.replicator.engine.planted.model;

import io.replicator.engine.planted.driver.Above;

/** Depends on what is above it. */
public record Upward(Above above) {}
