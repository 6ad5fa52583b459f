package io.replicator.simulator.history;

import org.jspecify.annotations.Nullable;

/**
 * One operation of a small history.
 *
 * @param stored the proposal; null for a read
 * @param outcome null if the client had no answer yet
 */
record Operation(
        @Nullable String stored,
        boolean first,
        long begin,
        long end,
        @Nullable Outcome<String> outcome) {

    Operation with(@Nullable Outcome<String> other) {
        return new Operation(stored, first, begin, end, other);
    }
}
