package io.replicator.node.metrics;

import io.prometheus.metrics.model.snapshots.ClassicHistogramBuckets;
import io.prometheus.metrics.model.snapshots.HistogramSnapshot.HistogramDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Labels;
import java.util.concurrent.atomic.LongAdder;

/** Counts values in buckets with fixed bounds. Thread-safe; recording allocates nothing and takes no lock. */
final class Distribution {

    /** 100 us to 10 s in nanoseconds: from a vote in memory to a request that runs into its time limit. */
    static final long[] LATENCIES = {
        100_000,
        250_000,
        500_000,
        1_000_000,
        2_500_000,
        5_000_000,
        10_000_000,
        25_000_000,
        50_000_000,
        100_000_000,
        250_000_000,
        500_000_000,
        1_000_000_000,
        2_500_000_000L,
        5_000_000_000L,
        10_000_000_000L
    };

    static final long[] BATCH_SIZES = {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024};

    static final double NANOS_TO_SECONDS = 1e9;

    private final long[] bounds;
    private final double unit;
    private final LongAdder[] counts;
    private final LongAdder sum = new LongAdder();

    /**
     * @param bounds inclusive upper bounds, ascending; one more bucket takes what is above
     * @param unit divides what is recorded into what is shown
     */
    Distribution(long[] bounds, double unit) {
        this.bounds = bounds;
        this.unit = unit;
        this.counts = new LongAdder[bounds.length + 1];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = new LongAdder();
        }
    }

    void record(long value) {
        int bucket = 0;
        while (bucket < bounds.length && value > bounds[bucket]) {
            bucket++;
        }
        counts[bucket].increment();
        sum.add(value);
    }

    HistogramDataPointSnapshot snapshot(Labels labels) {
        double[] shown = new double[counts.length];
        long[] counted = new long[counts.length];
        for (int i = 0; i < counts.length; i++) {
            shown[i] = i < bounds.length ? bounds[i] / unit : Double.POSITIVE_INFINITY;
            counted[i] = counts[i].sum();
        }
        return HistogramDataPointSnapshot.builder()
                .labels(labels)
                .classicHistogramBuckets(ClassicHistogramBuckets.of(shown, counted))
                .sum(sum.sum() / unit)
                .build();
    }
}
