package io.replicator.simulator.history;

import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What has become of one key so far, as its clients saw it.
 *
 * @param winner the proposal that has the key; null if no client was told of one
 * @param stores how many stores of it began, retries included
 * @param unknown how many stores of it were answered {@link Outcome.Unknown}
 * @param timeToWinner from the beginning of the first store to the first answer that named the winner, in the history's
 *     unit; empty without both
 */
public record Contest<K, P>(K key, @Nullable P winner, long stores, long unknown, OptionalLong timeToWinner) {}
