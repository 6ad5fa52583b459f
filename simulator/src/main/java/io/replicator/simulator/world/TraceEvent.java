package io.replicator.simulator.world;

import io.replicator.engine.model.Key;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * One line of a trace.
 *
 * @param time virtual microseconds since the world began
 * @param node the index of the node that it happened at; -1 for the world as a whole
 * @param from the index of the node that a message came from; -1 for what is no message
 * @param sent when the message was sent
 * @param key the key that it is about; null if it is about none in particular
 * @param routine whether nodes do it all the time, whatever clients ask: comparing what they have, opening sessions
 * @param text what happened, for people
 */
public record TraceEvent(
        long time,
        Kind kind,
        int node,
        int from,
        long sent,
        @Nullable Key key,
        boolean routine,
        String text) {

    /** What kind of thing happened. */
    public enum Kind {
        RECEIVE,
        LOSE,
        CALL,
        ANSWER,
        CRASH,
        START,
        SYNC,
        TIMER,
        FAULT,
        NOTE,
        BREAK
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%11.3f ms  %-7s  %s", time / 1000.0, kind, text);
    }
}
