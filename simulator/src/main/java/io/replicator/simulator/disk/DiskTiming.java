package io.replicator.simulator.disk;

import io.replicator.simulator.random.RandomStream;

/** How long a write and a sync take, at least and up to how much more, in microseconds. */
public record DiskTiming(long write, long sync, long jitter) {

    public static final DiskTiming USUAL = new DiskTiming(20, 200, 0);

    public DiskTiming {
        if (write < 0 || sync < 0 || jitter < 0) {
            throw new IllegalArgumentException("a disk takes no negative time");
        }
    }

    long draw(boolean synced, RandomStream random) {
        long least = synced ? sync : write;
        return jitter == 0 ? least : least + random.nextLong(jitter);
    }
}
