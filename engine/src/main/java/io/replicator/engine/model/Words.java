package io.replicator.engine.model;

import java.util.Arrays;

/** A list of eight-byte words that never changes, without an object for each. */
public final class Words {

    public static final Words NONE = new Words(new long[0]);

    private final long[] words;

    private Words(long[] words) {
        this.words = words;
    }

    /** Takes over the array, which nobody may change afterwards. */
    public static Words of(long[] words) {
        return new Words(words);
    }

    public int size() {
        return words.length;
    }

    public long get(int place) {
        return words[place];
    }

    /** Whether these are the words, and no others. */
    public boolean consistsOf(long[] others) {
        return Arrays.equals(words, others);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Words list && Arrays.equals(words, list.words);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(words);
    }

    @Override
    public String toString() {
        return Arrays.toString(words);
    }
}
