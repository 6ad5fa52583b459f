package io.replicator.simulator.world;

import io.replicator.engine.model.Key;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.TxId;
import io.replicator.engine.model.Value;
import io.replicator.engine.outcome.StoreOutcome;
import org.jspecify.annotations.Nullable;

/** One store of one client at one node, and what became of it. Times are virtual microseconds. */
public final class ClientStore {

    public final Key key;
    public final Value value;
    public final TxId txId;
    /** Whether the node was told that the transaction was made for this very request. */
    public final boolean madeHere;

    public final SimNode node;
    public final long begin;
    public final long deadline;
    /** The proposal; null while no network had been founded. */
    @Nullable
    Pid pid;

    private @Nullable StoreOutcome outcome;
    private long end = -1;
    private boolean lost;
    private boolean hungUp;

    ClientStore(Key key, Value value, TxId txId, boolean madeHere, SimNode node, long begin, long deadline) {
        this.key = key;
        this.value = value;
        this.txId = txId;
        this.madeHere = madeHere;
        this.node = node;
        this.begin = begin;
        this.deadline = deadline;
    }

    public @Nullable Pid pid() {
        return pid;
    }

    public boolean isDone() {
        return outcome != null;
    }

    /** Whether no answer comes any more: the node crashed. */
    public boolean isLost() {
        return lost;
    }

    /** Whether the client had gone before the answer came. */
    public boolean isHungUp() {
        return hungUp;
    }

    /** The client goes away; its proposal goes on. */
    public void hangUp() {
        if (outcome == null) {
            hungUp = true;
        }
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
    public StoreOutcome outcome() {
        if (outcome == null) {
            throw new IllegalStateException("no answer yet to the store of " + key + " at " + node);
        }
        return outcome;
    }

    void lose() {
        lost = true;
    }

    void end(StoreOutcome told, long time) {
        outcome = told;
        end = time;
    }

    @Override
    public String toString() {
        return "store of " + key + " by " + txId + " at " + node;
    }
}
