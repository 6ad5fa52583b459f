package io.replicator.engine.model;

import java.util.Arrays;

/**
 * A summary of the set of committed keys that anti-entropy compares (protocol section 8): {@value #BUCKETS} words, each
 * the XOR of the first words of the pids whose key falls into it. Since a key is committed once, adding each commit once
 * gives every node with the same set the same words, in whatever order the commits came. Mutable; not thread-safe.
 */
public final class CommitDigest {

    public static final int BUCKETS = 1024;

    private static final Words NONE = Words.of(new long[BUCKETS]);

    /** Empty while all words are 0. */
    private long[] words = {};

    private long commits;

    public static int bucketOf(Key key) {
        int hash = key.hashCode() * 0x9E3779B9;
        return hash >>> (Integer.SIZE - Integer.numberOfTrailingZeros(BUCKETS));
    }

    /** Counts one more commit; returns the bucket whose word changed. */
    public int add(Key key, Pid pid) {
        int bucket = bucketOf(key);
        restore(bucket, word(bucket) ^ pid.hash().a());
        commits++;
        return bucket;
    }

    /** Sets what was read back from the disk. */
    public void restore(int bucket, long word) {
        if (words.length == 0) {
            words = new long[BUCKETS];
        }
        words[bucket] = word;
    }

    public void restoreCommits(long count) {
        commits = count;
    }

    public long word(int bucket) {
        return words.length == 0 ? 0 : words[bucket];
    }

    public long commits() {
        return commits;
    }

    public Words toWords() {
        return Words.of(Arrays.copyOf(words, BUCKETS));
    }

    /** Whether these are its words. */
    public boolean hasWords(Words others) {
        return words.length == 0 ? others.equals(NONE) : others.consistsOf(words);
    }
}
