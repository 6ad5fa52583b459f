package io.replicator.libp2p.yamux;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Packs the frames of all streams into batches, each of which fills one Noise message. There is one flush per turn of
 * the event loop: at the end of a read, or in one task for all writes that other threads submitted meanwhile. Streams
 * take turns; nothing is packed while the socket is full, except control frames, which are small and limited.
 */
final class FrameWriter {

    /** The plaintext of one Noise message. */
    static final int MAX_BATCH_BYTES = 65_519;

    /** The room in front of a batch in which a secure channel such as Noise puts a length, without a copy of the batch. */
    static final int HEADROOM_BYTES = 2;

    /** The room behind a batch for what authenticates it. */
    static final int TAILROOM_BYTES = 16;

    static final int MAX_BODY_BYTES = MAX_BATCH_BYTES - Frame.HEADER_BYTES;

    /** The longest body while other streams wait. */
    static final int FAIR_BODY_BYTES = 16 * 1024;

    /** A data frame is not begun in a batch with less room than this. */
    private static final int MIN_ROOM_BYTES = 1024;

    /** Control frames waiting for a socket that is full; a remote that provokes more does not read. */
    static final int MAX_CONTROL_BYTES = 256 * 1024;

    /** After these many, the event loop serves other connections first. */
    private static final int MAX_BATCHES_PER_TURN = 16;

    private final ChannelHandlerContext ctx;
    private final Queue<PendingWrite> submitted = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean turnScheduled = new AtomicBoolean();
    private final ArrayDeque<YamuxStream> ready = new ArrayDeque<>();
    private final Runnable turn = this::turn;
    private final ByteBuf control;
    private boolean reading;
    private boolean pumping;
    private boolean closed;

    FrameWriter(ChannelHandlerContext ctx) {
        this.ctx = ctx;
        this.control = ctx.alloc().heapBuffer(8 * Frame.HEADER_BYTES);
    }

    /** Queues a write; from any thread. Many submissions before the next turn cost one wake-up. */
    void submit(PendingWrite write) {
        submitted.add(write);
        if (!ctx.executor().inEventLoop() || !reading) {
            scheduleTurn();
        }
    }

    void readBegins() {
        reading = true;
    }

    void readEnds() {
        reading = false;
        pump();
    }

    /** Queues a frame without body ahead of all data. */
    void control(int type, int flags, int streamId, int length) throws YamuxException {
        if (closed) {
            return;
        }
        Frame.writeHeader(control, type, flags, streamId, length);
        if (control.readableBytes() > MAX_CONTROL_BYTES) {
            throw new YamuxException(GoAwayCode.INTERNAL_ERROR, "the remote does not read what it asks for");
        }
        if (!reading) {
            scheduleTurn();
        } else if (control.readableBytes() >= MAX_BATCH_BYTES && ctx.channel().isWritable()) {
            writeBatch();
        }
    }

    /** The stream has bytes, and credit for them. */
    void ready(YamuxStream stream) {
        if (!stream.isQueuedForSending() && stream.isSendable()) {
            stream.setQueuedForSending(true);
            ready.add(stream);
            if (!reading && !pumping) {
                scheduleTurn();
            }
        }
    }

    /** Writes what can be written now. */
    void pump() {
        if (pumping || closed) {
            return;
        }
        pumping = true;
        try {
            drainSubmitted();
            writeBatches();
        } finally {
            pumping = false;
        }
    }

    /** Says why the session ends, flushes, and fails every write from now on. */
    void close(GoAwayCode code) {
        if (closed) {
            return;
        }
        closed = true;
        Frame.writeHeader(control, Frame.GO_AWAY, 0, Frame.SESSION, code.number());
        var _ = ctx.writeAndFlush(control, ctx.voidPromise());
        ready.clear();
        drainSubmitted();
    }

    private void scheduleTurn() {
        if (turnScheduled.compareAndSet(false, true)) {
            try {
                ctx.executor().execute(turn);
            } catch (RejectedExecutionException shutDown) {
                // Cleared first: a write that comes meanwhile is failed here, or finds its own way here.
                turnScheduled.set(false);
                failSubmitted();
            }
        }
    }

    private void turn() {
        turnScheduled.set(false);
        if (closed) {
            failSubmitted();
        } else {
            pump();
        }
    }

    private void drainSubmitted() {
        for (PendingWrite write = submitted.poll(); write != null; write = submitted.poll()) {
            write.stream.enqueue(write);
        }
    }

    private void failSubmitted() {
        for (PendingWrite write = submitted.poll(); write != null; write = submitted.poll()) {
            write.stream.drop(write, new IOException("the connection is closed"));
        }
    }

    private void writeBatches() {
        for (int batches = 0; hasWork(); batches++) {
            if (batches == MAX_BATCHES_PER_TURN) {
                scheduleTurn();
                break;
            }
            if (!ctx.channel().isWritable()) {
                ctx.flush();
                if (!ctx.channel().isWritable()) {
                    return;
                }
            }
            writeBatch();
        }
        ctx.flush();
    }

    private boolean hasWork() {
        return control.isReadable() || !ready.isEmpty();
    }

    private void writeBatch() {
        ByteBuf batch = ctx.alloc()
                .directBuffer(HEADROOM_BYTES + estimateBatch() + TAILROOM_BYTES)
                .setIndex(HEADROOM_BYTES, HEADROOM_BYTES);
        batch.writeBytes(control, Math.min(control.readableBytes(), MAX_BATCH_BYTES));
        // A remote that never reads to the end would let what it has read pile up.
        control.discardSomeReadBytes();
        List<PendingWrite> completed = new ArrayList<>();
        while (!ready.isEmpty() && room(batch) >= MIN_ROOM_BYTES) {
            packNext(batch, completed);
        }
        if (!batch.isReadable()) {
            batch.release();
            completed.forEach(write -> write.complete(null));
        } else if (completed.isEmpty()) {
            var _ = ctx.write(batch, ctx.voidPromise());
        } else {
            var _ = ctx.write(batch).addListener(written -> complete(completed, written.cause()));
        }
    }

    private void packNext(ByteBuf batch, List<PendingWrite> completed) {
        YamuxStream stream = ready.remove();
        stream.setQueuedForSending(false);
        int fairBody = ready.isEmpty() ? MAX_BODY_BYTES : FAIR_BODY_BYTES;
        stream.writeFrame(batch, Math.min(fairBody, room(batch) - Frame.HEADER_BYTES), completed);
        ready(stream);
    }

    private static int room(ByteBuf batch) {
        return MAX_BATCH_BYTES - batch.readableBytes();
    }

    private int estimateBatch() {
        long bytes = control.readableBytes();
        for (YamuxStream stream : ready) {
            bytes += Frame.HEADER_BYTES + stream.sendableBytes();
            if (bytes >= MAX_BATCH_BYTES) {
                break;
            }
        }
        return (int) Math.min(bytes, MAX_BATCH_BYTES);
    }

    private static void complete(List<PendingWrite> writes, @Nullable Throwable cause) {
        for (PendingWrite write : writes) {
            if (cause == null) {
                write.complete(null);
            } else {
                write.completeExceptionally(cause);
            }
        }
    }
}
