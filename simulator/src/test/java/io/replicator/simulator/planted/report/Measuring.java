package io.replicator.simulator.planted.report;

import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** Knows how the data came about. */
public final class Measuring {
    public @Nullable Histogram histogram;
}
