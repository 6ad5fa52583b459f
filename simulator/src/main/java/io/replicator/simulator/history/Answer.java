package io.replicator.simulator.history;

import org.jspecify.annotations.Nullable;

/**
 * One answer as a message shows it.
 *
 * @param stored what the client wanted to store; null if it read
 */
record Answer<P>(@Nullable P stored, Outcome<P> outcome, long begin, long end) {

    @Override
    public String toString() {
        String what = stored == null ? "a read" : "a store of " + stored;
        return what + " from " + begin + " to " + end + " was answered " + outcome;
    }
}
