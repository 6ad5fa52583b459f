package io.replicator.libp2p.kad;

import java.util.List;

/** Judges the values of one namespace: of the keys that start with {@code /<namespace>/}. Called from many threads. */
public interface Validator {

    /**
     * Checks a value.
     *
     * @throws IllegalArgumentException if the key may not have this value
     */
    void validate(byte[] key, byte[] value);

    /**
     * Chooses between valid values of one key.
     *
     * @param values at least one
     * @return the index of the best
     */
    int select(byte[] key, List<byte[]> values);
}
