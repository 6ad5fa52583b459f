package io.replicator.simulator.world;

import io.replicator.engine.model.Key;
import io.replicator.engine.outcome.ReadOutcome;
import org.jspecify.annotations.Nullable;

/** One read of one client at one node, and what became of it. Times are virtual microseconds. */
public final class ClientRead {

    /** How to read. */
    public enum Kind {
        /** Linearizable: a miss asks a quorum. */
        QUORUM,
        /** Waits for the key to be taken. */
        WAIT,
        /** Of this node alone, and perhaps stale. */
        STALE
    }

    public final Kind kind;
    public final Key key;
    public final SimNode node;
    public final long begin;
    public final long deadline;
    private @Nullable ReadOutcome outcome;
    private long end = -1;
    private boolean lost;

    ClientRead(Kind kind, Key key, SimNode node, long begin, long deadline) {
        this.kind = kind;
        this.key = key;
        this.node = node;
        this.begin = begin;
        this.deadline = deadline;
    }

    public boolean isDone() {
        return outcome != null;
    }

    /** Whether no answer comes any more: the node crashed. */
    public boolean isLost() {
        return lost;
    }

    /** When the answer came; -1 while there is none. */
    public long end() {
        return end;
    }

    /**
     * What the client was told.
     *
     * @throws IllegalStateException if it was told nothing yet
     */
    public ReadOutcome outcome() {
        if (outcome == null) {
            throw new IllegalStateException("no answer yet to the read of " + key + " at " + node);
        }
        return outcome;
    }

    void lose() {
        lost = true;
    }

    void end(ReadOutcome told, long time) {
        outcome = told;
        end = time;
    }

    @Override
    public String toString() {
        return "read of " + key + " at " + node;
    }
}
