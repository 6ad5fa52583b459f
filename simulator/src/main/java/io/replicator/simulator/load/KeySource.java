package io.replicator.simulator.load;

import java.util.Arrays;
import java.util.SplittableRandom;

/** Draws keys by a {@link KeyChoice}. One thread at a time. */
final class KeySource {

    /** Reads of unique keys want one of so many that were wanted last: stored, or just being stored. */
    private static final int RECENT = 1024;

    private final KeyChoice choice;
    private final String prefix;
    private final SplittableRandom random;
    private final String[] recent = new String[RECENT];
    private final double[] zipf;
    private final int[] hotGeneration;
    private final int[] hotUses;
    private long unique;

    /**
     * @param prefix of all keys
     */
    KeySource(KeyChoice choice, String prefix, SplittableRandom random) {
        this.choice = choice;
        this.prefix = prefix;
        this.random = random;
        this.zipf = choice instanceof KeyChoice.Zipf z ? cumulative(z) : new double[0];
        int hot = choice instanceof KeyChoice.Hot h ? h.keys() : 0;
        this.hotGeneration = new int[hot];
        this.hotUses = new int[hot];
    }

    /** The key of a store. */
    String forStore() {
        return switch (choice) {
            case KeyChoice.Unique u -> fresh("u");
            case KeyChoice.Zipf z -> zipfKey();
            case KeyChoice.Hot h when random.nextDouble() < h.share() -> hotKey(h);
            case KeyChoice.Hot h -> fresh("u");
        };
    }

    /** A new key that several clients are to want at once. */
    String forConflict() {
        return fresh("c");
    }

    /** The key of a read: one that stores want too. */
    String forRead() {
        return switch (choice) {
            case KeyChoice.Unique u -> recentKey();
            case KeyChoice.Zipf z -> zipfKey();
            case KeyChoice.Hot h
            when random.nextDouble() < h.share() -> {
                int slot = random.nextInt(h.keys());
                yield hotName(slot);
            }
            case KeyChoice.Hot h -> recentKey();
        };
    }

    private String fresh(String kind) {
        String key = prefix + kind + unique;
        recent[(int) (unique++ % RECENT)] = key;
        return key;
    }

    private String recentKey() {
        int known = (int) Math.min(unique, RECENT);
        return known == 0 ? prefix + "u0" : recent[random.nextInt(known)];
    }

    private String hotKey(KeyChoice.Hot hot) {
        int slot = random.nextInt(hot.keys());
        String key = hotName(slot);
        if (++hotUses[slot] == hot.uses()) {
            hotUses[slot] = 0;
            hotGeneration[slot]++;
        }
        return key;
    }

    private String hotName(int slot) {
        return prefix + "h" + slot + "." + hotGeneration[slot];
    }

    private String zipfKey() {
        int found = Arrays.binarySearch(zipf, random.nextDouble());
        int rank = found < 0 ? -found - 1 : found;
        return prefix + "z" + Math.min(rank, zipf.length - 1);
    }

    /** At each index, the probability of a key of that rank or a more popular one. */
    private static double[] cumulative(KeyChoice.Zipf zipf) {
        double[] sums = new double[zipf.keys()];
        double sum = 0;
        for (int i = 0; i < sums.length; i++) {
            sum += Math.pow(i + 1, -zipf.exponent());
            sums[i] = sum;
        }
        for (int i = 0; i < sums.length; i++) {
            sums[i] /= sum;
        }
        return sums;
    }
}
