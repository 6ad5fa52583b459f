package io.replicator.engine.quorum;

import java.util.Arrays;

/** A set of voters by their numbers in one configuration. Mutable; not thread-safe. */
public final class VoterSet {

    private final long[] words;

    /** An empty set that can hold the voters 0 to {@code voters - 1}. */
    public VoterSet(int voters) {
        this.words = new long[(voters + Long.SIZE - 1) / Long.SIZE];
    }

    private VoterSet(long[] words) {
        this.words = words;
    }

    /** Adds a voter; tells whether it is new. */
    public boolean add(int voter) {
        long bit = 1L << voter;
        boolean added = (words[voter >> 6] & bit) == 0;
        words[voter >> 6] |= bit;
        return added;
    }

    public void remove(int voter) {
        words[voter >> 6] &= ~(1L << voter);
    }

    public boolean contains(int voter) {
        return (words[voter >> 6] & (1L << voter)) != 0;
    }

    public int size() {
        int size = 0;
        for (long word : words) {
            size += Long.bitCount(word);
        }
        return size;
    }

    public boolean isEmpty() {
        return size() == 0;
    }

    /** How many of the voters {@code from} (included) to {@code to} (excluded) are in the set. */
    public int countBetween(int from, int to) {
        int first = from >> 6;
        int last = (to - 1) >> 6;
        long head = -1L << from;
        long tail = -1L >>> -to;
        if (first == last) {
            return Long.bitCount(words[first] & head & tail);
        }
        int count = Long.bitCount(words[first] & head) + Long.bitCount(words[last] & tail);
        for (int word = first + 1; word < last; word++) {
            count += Long.bitCount(words[word]);
        }
        return count;
    }

    /** The first voter at or after {@code from} that is in the set; -1 if there is none. */
    public int next(int from) {
        int word = from >> 6;
        if (word >= words.length) {
            return -1;
        }
        long rest = words[word] & (-1L << from);
        while (rest == 0) {
            if (++word == words.length) {
                return -1;
            }
            rest = words[word];
        }
        return (word << 6) + Long.numberOfTrailingZeros(rest);
    }

    public VoterSet copy() {
        return new VoterSet(words.clone());
    }

    /** Adds all of the other set. */
    public VoterSet addAll(VoterSet other) {
        for (int word = 0; word < words.length; word++) {
            words[word] |= other.words[word];
        }
        return this;
    }

    /** Takes away all of the other set. */
    public VoterSet removeAll(VoterSet other) {
        for (int word = 0; word < words.length; word++) {
            words[word] &= ~other.words[word];
        }
        return this;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof VoterSet set && Arrays.equals(words, set.words);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(words);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        for (int voter = next(0); voter >= 0; voter = next(voter + 1)) {
            text.append(text.length() > 1 ? ", " : "").append(voter);
        }
        return text.append('}').toString();
    }
}
