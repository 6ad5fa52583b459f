package io.replicator.libp2p.tcp;

import io.netty.channel.SelectStrategy;
import io.netty.util.IntSupplier;
import java.util.function.LongSupplier;

/**
 * How an event loop waits: it polls for a moment before it lets the kernel put its thread to sleep, but only while its
 * turns are as short as that moment. To wake a thread takes about as long as all else that a small message needs; the
 * scheduler of Go polls before it sleeps, too. Before each poll it gives way to others: what it waits for may be theirs to
 * send. A loop with less to do never polls.
 */
final class SpinThenBlock implements SelectStrategy {

    /** From one time without work to the next; also how long polling goes on. */
    static final long SHORT_TURN_NANOS = 75_000;

    private final LongSupplier nanoTime;

    /** When there was last nothing to do. */
    private long idleSince;

    private boolean idle;
    private boolean spinning;

    /** Others had their turn and the loop has looked for tasks since the last poll. */
    private boolean pollIsNext;

    SpinThenBlock(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.idleSince = nanoTime.getAsLong() - SHORT_TURN_NANOS;
    }

    @Override
    public int calculateStrategy(IntSupplier selectNow, boolean hasTasks) throws Exception {
        if (hasTasks) {
            idle = false;
            pollIsNext = false;
            return selectNow.get();
        }
        if (pollIsNext) {
            pollIsNext = false;
            int ready = selectNow.get();
            idle = ready == 0;
            return ready;
        }
        long now = nanoTime.getAsLong();
        if (!idle) {
            idle = true;
            spinning = now - idleSince < SHORT_TURN_NANOS;
            idleSince = now;
        }
        if (spinning && now - idleSince < SHORT_TURN_NANOS) {
            giveWay();
            pollIsNext = true;
            return CONTINUE;
        }
        // The loop sleeps until there is something to do.
        idle = false;
        return SELECT;
    }

    /** Lets others run if there are any. */
    @SuppressWarnings("ThreadPriorityCheck") // What waits is right without it, and only slower.
    static void giveWay() {
        Thread.yield();
    }
}
