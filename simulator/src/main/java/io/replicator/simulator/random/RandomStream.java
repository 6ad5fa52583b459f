package io.replicator.simulator.random;

import io.replicator.engine.port.RandomSource;

/**
 * A stream of random numbers (SplitMix64: Steele, Lea, Flood, Fast splittable pseudorandom number generators, 2014). The
 * same seed gives the same numbers on every machine. Each concern of a run forks a stream of its own, so that taking one
 * part out of a run leaves the numbers of all others as they were. Not thread-safe.
 */
public final class RandomStream implements RandomSource {

    private static final long GAMMA = 0x9E3779B97F4A7C15L;

    private long state;

    public RandomStream(long seed) {
        this.state = mix(seed);
    }

    /** A stream for a concern, which depends on this stream's seed and place and on the label. */
    public RandomStream fork(long label) {
        return new RandomStream(state ^ mix(label + GAMMA));
    }

    /** Spreads the bits of a number evenly. */
    public static long mix(long number) {
        long z = (number ^ number >>> 30) * 0xBF58476D1CE4E5B9L;
        z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
        return z ^ z >>> 31;
    }

    @Override
    public long nextLong() {
        state += GAMMA;
        return mix(state);
    }

    @Override
    public long nextLong(long bound) {
        if (bound <= 0) {
            throw new IllegalArgumentException("no number lies between 0 and " + bound);
        }
        return Math.unsignedMultiplyHigh(nextLong(), bound);
    }

    /** Evenly from 0 (included) to the bound (excluded). */
    public int nextInt(int bound) {
        return (int) nextLong(bound);
    }

    /** Evenly between both bounds, which are included. */
    public long between(long least, long most) {
        return least + nextLong(most - least + 1);
    }

    /** Evenly between both bounds, which are included. */
    public int between(int least, int most) {
        return (int) between((long) least, most);
    }

    /** True in so many of 1000 cases. */
    public boolean chance(int perMille) {
        return nextLong(1000) < perMille;
    }

    /** Evenly in the logarithm between both bounds, which are included: small and large ones alike. */
    public long magnitude(long least, long most) {
        int low = Long.SIZE - Long.numberOfLeadingZeros(least);
        int high = Long.SIZE - Long.numberOfLeadingZeros(most);
        int bits = between(low, high);
        long floor = bits == 0 ? 0 : 1L << (bits - 1);
        return Math.clamp(floor + nextLong(Math.max(1, floor)), least, most);
    }
}
