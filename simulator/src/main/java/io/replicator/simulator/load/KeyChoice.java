package io.replicator.simulator.load;

/** Which keys the clients want. Every key is new to the network: the names hold a random number of the run. */
public sealed interface KeyChoice {

    /** The most keys that a distribution may have. */
    int MOST_KEYS = 1_000_000;

    /** Every store wants a key that nobody has wanted before. */
    record Unique() implements KeyChoice {
        @Override
        public String toString() {
            return "unique";
        }
    }

    /**
     * A fixed number of keys, of which the n-th most popular is wanted in proportion to 1 / n^exponent.
     *
     * @param keys 1 to {@link #MOST_KEYS}
     * @param exponent 0 (all alike) to 10
     */
    record Zipf(int keys, double exponent) implements KeyChoice {
        public Zipf {
            if (keys < 1 || keys > MOST_KEYS) {
                throw new IllegalArgumentException("a distribution has 1 to " + MOST_KEYS + " keys, not " + keys);
            }
            if (!(exponent >= 0 && exponent <= 10)) {
                throw new IllegalArgumentException("a Zipf exponent is 0 to 10, not " + exponent);
            }
        }

        @Override
        public String toString() {
            return "zipf, " + keys + " keys, exponent " + exponent;
        }
    }

    /**
     * A few keys that many want, and unique ones besides. A key is write-once, so nobody could fight for it for long:
     * after so many stores each hot key is replaced by a new one.
     *
     * @param keys how many are hot at the same time
     * @param share of the stores that want a hot key, 0 to 1
     * @param uses stores that want the same hot key
     */
    record Hot(int keys, double share, int uses) implements KeyChoice {
        public Hot {
            if (keys < 1 || keys > MOST_KEYS) {
                throw new IllegalArgumentException("a hot set has 1 to " + MOST_KEYS + " keys, not " + keys);
            }
            if (!(share >= 0 && share <= 1)) {
                throw new IllegalArgumentException("a share is 0 to 1, not " + share);
            }
            if (uses < 1) {
                throw new IllegalArgumentException("a hot key is wanted at least once, not " + uses + " times");
            }
        }

        @Override
        public String toString() {
            return "hot, " + keys + " keys at a time, each wanted " + uses + " times, by " + Math.round(share * 100)
                    + " % of the stores";
        }
    }
}
