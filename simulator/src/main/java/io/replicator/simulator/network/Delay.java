package io.replicator.simulator.network;

import io.replicator.simulator.random.RandomStream;

/**
 * How long a frame takes one way: the least time, evenly up to {@code jitter} more, and for some in a thousand up to
 * {@code tail} more. All in microseconds.
 */
public record Delay(long base, long jitter, int tailPerMille, long tail) {

    /** Inside of a data centre. */
    public static final Delay LAN = new Delay(150, 100, 2, 5_000);

    public Delay {
        if (base < 0 || jitter < 0 || tail < 0 || tailPerMille < 0 || tailPerMille > 1000) {
            throw new IllegalArgumentException(
                    "a delay is not negative, and at most all of 1000 frames are in its tail");
        }
    }

    /** Between data centres that are so far apart. */
    public static Delay wan(long base) {
        return new Delay(base, base / 10, 5, base);
    }

    /** Always the same. */
    public static Delay exactly(long micros) {
        return new Delay(micros, 0, 0, 0);
    }

    long draw(RandomStream random) {
        long delay = jitter == 0 ? base : base + random.nextLong(jitter);
        return tailPerMille > 0 && random.chance(tailPerMille) ? delay + random.nextLong(tail + 1) : delay;
    }
}
