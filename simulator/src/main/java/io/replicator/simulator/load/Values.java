package io.replicator.simulator.load;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.SplittableRandom;

/**
 * Transaction ids, and values that name theirs: a value is its transaction id and then bytes that follow from it, so that
 * whoever reads it knows which proposal it is, and that nothing of it is missing or changed.
 */
final class Values {

    /** Of a transaction id, and so of the shortest value: {@code aaaaaaaa} upwards, for 2e11 transactions. */
    static final int LEAST_BYTES = 8;

    /** What a node can hold. */
    static final int MOST_BYTES = 16 << 20;

    private static final int DIGITS = 26;
    /** Not a power of two, so that neighbouring values differ. */
    private static final int PATTERN_BYTES = 65_521;

    private final int least;
    private final int most;
    private final byte[] pattern;

    /**
     * @param least bytes of a value
     * @param most bytes of a value
     */
    Values(int least, int most) {
        this.least = least;
        this.most = most;
        this.pattern = new byte[PATTERN_BYTES + most];
        SplittableRandom random = new SplittableRandom(1);
        for (int i = 0; i < PATTERN_BYTES; i++) {
            pattern[i] = (byte) (' ' + random.nextInt('~' - ' '));
        }
        for (int i = PATTERN_BYTES; i < pattern.length; i++) {
            pattern[i] = pattern[i - PATTERN_BYTES];
        }
    }

    /** The most bytes of a value. */
    int most() {
        return most;
    }

    /** The transaction id of the n-th proposal. */
    static String txId(long n) {
        byte[] letters = new byte[LEAST_BYTES];
        long rest = n;
        for (int i = LEAST_BYTES - 1; i >= 0; i--) {
            letters[i] = (byte) ('a' + rest % DIGITS);
            rest /= DIGITS;
        }
        return new String(letters, StandardCharsets.ISO_8859_1);
    }

    /** How long the value of a transaction is. */
    int length(String txId) {
        return least + (int) Math.floorMod(mixed(txId), (long) most - least + 1);
    }

    /**
     * Writes the value of a transaction to the beginning of a buffer.
     *
     * @return its length
     */
    @SuppressWarnings("deprecation") // The one way without an allocation; the id is ASCII.
    int write(String txId, byte[] buffer) {
        int length = length(txId);
        txId.getBytes(0, LEAST_BYTES, buffer, 0);
        System.arraycopy(pattern, offset(txId), buffer, LEAST_BYTES, length - LEAST_BYTES);
        return length;
    }

    /** The transaction that a value names, or nothing if these bytes are no value of {@link #write}. */
    String txIdOf(byte[] value) {
        if (value.length < LEAST_BYTES) {
            return "";
        }
        String txId = new String(value, 0, LEAST_BYTES, StandardCharsets.ISO_8859_1);
        for (int i = 0; i < LEAST_BYTES; i++) {
            if (value[i] < 'a' || value[i] >= 'a' + DIGITS) {
                return "";
            }
        }
        int offset = offset(txId);
        boolean whole = value.length == length(txId)
                && Arrays.equals(
                        value, LEAST_BYTES, value.length, pattern, offset, offset + value.length - LEAST_BYTES);
        return whole ? txId : "";
    }

    private static int offset(String txId) {
        return (int) Math.floorMod(mixed(txId) >>> 17, (long) PATTERN_BYTES);
    }

    /** SplitMix64's finisher. */
    private static long mixed(String txId) {
        long z = 0;
        for (int i = 0; i < txId.length(); i++) {
            z = z * DIGITS + txId.charAt(i);
        }
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
