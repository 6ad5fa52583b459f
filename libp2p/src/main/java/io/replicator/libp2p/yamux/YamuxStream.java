package io.replicator.libp2p.yamux;

import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One stream of a {@link YamuxSession}. {@link #write}, {@link #closeWrite}, {@link #reset} and the getters may be
 * called from any thread; everything else, and every call to the {@link Listener}, happens on the session's event loop.
 */
public final class YamuxStream {

    /** Written bytes from which on a stream is not writable. */
    public static final int HIGH_WATERMARK = 256 * 1024;

    /** The listener hears that the stream is writable again when it has fewer bytes than this. */
    public static final int LOW_WATERMARK = HIGH_WATERMARK / 2;

    /** A writer that still writes when so many bytes wait ignores {@link #isWritable}; its stream is reset. */
    public static final int MAX_PENDING_BYTES = 64 << 20;

    private static final Logger log = LoggerFactory.getLogger(YamuxStream.class);

    /** Takes what happens on a stream. Ends with either {@link #onReset} or {@link #onFinished}. */
    public interface Listener {

        /** Bytes arrived; the buffer belongs to the caller. */
        void onData(ByteBuf data);

        /** The remote will send no more. */
        void onEnd();

        void onWritabilityChanged();

        /** The stream was reset by either side, or its session is gone. */
        void onReset(Throwable cause);

        /** Both directions have ended in order. */
        void onFinished();
    }

    private final YamuxSession session;
    private final int id;
    private final boolean initiator;
    private final ReceiveQueue unread;
    private final ReceiveWindow receiveWindow;
    private final SendQueue sendQueue = new SendQueue();
    private final AtomicLong pending = new AtomicLong();
    private @Nullable Listener listener;
    private boolean acknowledged;
    private boolean reading = true;
    private boolean delivering;
    private boolean endReceived;
    private boolean endDelivered;
    private boolean over;
    private boolean queuedForSending;
    private long heldByOwner;

    /** Whether the queue was empty, or anything of it was sent, since the last look at the clock. */
    private boolean progressed = true;

    private long lastProgressNanos;

    YamuxStream(YamuxSession session, int id, boolean initiator, ReceiveQueue unread, ReceiveWindow receiveWindow) {
        this.session = session;
        this.id = id;
        this.initiator = initiator;
        this.unread = unread;
        this.receiveWindow = receiveWindow;
    }

    /** Whether this side opened the stream. */
    public boolean isInitiator() {
        return initiator;
    }

    /**
     * Queues bytes; takes over the buffer.
     *
     * @return completes on the event loop when the bytes are in the socket, fails if the stream ends before
     */
    public CompletableFuture<Void> write(ByteBuf data) {
        PendingWrite write = PendingWrite.of(this, Slices.compact(data, session.allocator()));
        boolean heedsBackPressure = pending.get() <= MAX_PENDING_BYTES;
        if (addPending(write.data.readableBytes()) && heedsBackPressure) {
            session.submit(write);
        } else {
            IOException cause = new IOException(
                    heedsBackPressure
                            ? "too many bytes wait on the streams of this host"
                            : "more than " + MAX_PENDING_BYTES + " bytes wait to be sent");
            drop(write, cause);
            session.run(() -> overload(cause));
        }
        return write;
    }

    /** Ends the own direction behind everything that was written. */
    public void closeWrite() {
        session.submit(PendingWrite.end(this));
    }

    /** Ends both directions at once and drops what is queued. */
    public void reset() {
        session.run(() -> abort(new IOException("the stream was reset by this side"), true));
    }

    /** Whether fewer than {@link #HIGH_WATERMARK} bytes wait. */
    public boolean isWritable() {
        return pending.get() < HIGH_WATERMARK;
    }

    /** Bytes that were written and are not yet on their way to the socket. */
    public long pendingBytes() {
        return pending.get();
    }

    /** Stops or resumes delivery. Bytes that arrive meanwhile wait here, at most a window of them. */
    public void setReading(boolean reading) {
        this.reading = reading;
        if (reading) {
            drain();
            returnCredit();
        }
    }

    /** Puts bytes of the current {@link Listener#onData} back, to be delivered again before all others. */
    public void pushBack(ByteBuf data) {
        int length = data.readableBytes();
        if (length > 0 && !over) {
            receiveWindow.consume(-length);
            session.addUnread(length);
            unread.pushBack(data);
        }
    }

    /** Accounts for memory that the owner has taken for bytes that it was given, until the stream ends. */
    public void hold(int bytes) {
        if (over) {
            return;
        }
        heldByOwner += bytes;
        if (!session.addHeld(bytes)) {
            overload(new IOException("too many bytes wait for their readers on this host"));
        }
    }

    int id() {
        return id;
    }

    void start(Listener listener) {
        this.listener = listener;
    }

    // ---- receiving

    /** Takes note of a body of this size; false if it overruns the window. */
    boolean expect(long bytes) {
        return receiveWindow.receive(bytes);
    }

    void receive(ByteBuf piece) {
        if (over || endReceived) {
            return;
        }
        if (canDeliver() && unread.isEmpty()) {
            deliver(piece);
            drain();
            return;
        }
        boolean fits = session.addUnread(piece.readableBytes());
        unread.add(piece);
        if (!fits) {
            overload(new IOException("too many bytes wait for their readers on this connection or on this host"));
        }
    }

    void receiveEnd() {
        endReceived = true;
        drain();
    }

    /** Returns whether this is the first acknowledgement of a stream that this side opened. */
    boolean acknowledge() {
        boolean first = initiator && !acknowledged;
        acknowledged = true;
        return first;
    }

    private boolean canDeliver() {
        return reading && !delivering && !over;
    }

    private void drain() {
        while (canDeliver()) {
            ByteBuf piece = unread.poll();
            if (piece == null) {
                deliverEnd();
                return;
            }
            session.addUnread(-piece.readableBytes());
            try {
                deliver(piece);
            } finally {
                piece.release();
            }
        }
    }

    private void deliver(ByteBuf data) {
        receiveWindow.consume(data.readableBytes());
        delivering = true;
        try {
            listener().onData(data);
        } catch (RuntimeException e) {
            listenerFailed(e);
        } finally {
            delivering = false;
        }
        if (reading) {
            returnCredit();
        }
    }

    private void deliverEnd() {
        if (endReceived && !endDelivered) {
            endDelivered = true;
            tell(listener()::onEnd);
            finishIfDone();
        }
    }

    private void returnCredit() {
        if (over || endReceived || !receiveWindow.owesCredit()) {
            return;
        }
        int credit = receiveWindow.takeCredit(System.nanoTime(), session.roundTripNanos());
        if (credit > 0) {
            session.control(Frame.WINDOW_UPDATE, 0, id, credit);
        }
    }

    // ---- sending

    void enqueue(PendingWrite write) {
        if (over || sendQueue.isEndRequested()) {
            drop(write, new IOException(over ? "the stream has ended" : "the stream is closed for writing"));
            return;
        }
        progressed |= sendQueue.isEmpty();
        boolean wasWritable = sendQueue.bytes() < HIGH_WATERMARK;
        sendQueue.add(write);
        if (wasWritable && sendQueue.bytes() >= HIGH_WATERMARK) {
            tell(listener()::onWritabilityChanged);
        }
        session.ready(this);
    }

    /** Fails a write that is in no queue. From any thread. */
    void drop(PendingWrite write, Throwable cause) {
        addPending(-write.data.readableBytes());
        write.fail(cause);
    }

    private boolean addPending(long bytes) {
        pending.addAndGet(bytes);
        return session.addHeld(bytes);
    }

    /** Adds credit from the remote; false if the sum is impossible. */
    boolean grant(long credit) {
        boolean possible = sendQueue.grant(credit);
        session.ready(this);
        return possible;
    }

    boolean isSendable() {
        return !over && sendQueue.isSendable();
    }

    long sendableBytes() {
        return sendQueue.sendableBytes();
    }

    void writeFrame(ByteBuf out, int maxBody, List<PendingWrite> completed) {
        if (over) {
            return;
        }
        int body = sendQueue.writeFrame(out, id, maxBody, completed);
        progressed = true;
        long before = pending.getAndAdd(-body);
        session.addHeld(-body);
        if (before >= LOW_WATERMARK && before - body < LOW_WATERMARK) {
            tell(listener()::onWritabilityChanged);
        }
        finishIfDone();
    }

    boolean isQueuedForSending() {
        return queuedForSending;
    }

    void setQueuedForSending(boolean queued) {
        this.queuedForSending = queued;
    }

    // ---- ending

    /** Asked from time to time: progress since the last time counts as if it was made now. */
    void resetIfStalled(long nowNanos, long timeoutNanos) {
        if (progressed) {
            progressed = false;
            lastProgressNanos = nowNanos;
        } else if (!sendQueue.isEmpty() && nowNanos - lastProgressNanos > timeoutNanos) {
            abort(new IOException("the remote took no data for too long"), true);
        }
    }

    /** Whether the remote has nothing more to say or to hear, so that the loss of the session does not matter. */
    boolean isSettled() {
        return endReceived && sendQueue.isEndSent();
    }

    void abort(Throwable cause, boolean tellRemote) {
        if (over) {
            return;
        }
        end();
        if (tellRemote) {
            session.control(Frame.WINDOW_UPDATE, Frame.RST, id, 0);
        }
        session.addUnread(-unread.bytes());
        unread.clear();
        addPending(-sendQueue.bytes());
        sendQueue.fail(cause);
        tell(() -> listener().onReset(cause));
    }

    private void overload(IOException cause) {
        if (!over) {
            session.overloaded();
            abort(cause, true);
        }
    }

    private void finishIfDone() {
        if (!over && endDelivered && sendQueue.isEndSent()) {
            end();
            tell(listener()::onFinished);
        }
    }

    private void end() {
        over = true;
        receiveWindow.close();
        session.addHeld(-heldByOwner);
        session.remove(this);
    }

    private Listener listener() {
        if (listener == null) {
            throw new IllegalStateException("the stream was not started");
        }
        return listener;
    }

    private void tell(Runnable notification) {
        try {
            notification.run();
        } catch (RuntimeException e) {
            listenerFailed(e);
        }
    }

    /** A listener that throws loses its stream and nothing else. */
    private void listenerFailed(RuntimeException failure) {
        log.warn("the owner of a stream failed, so the stream is reset", failure);
        abort(failure, true);
    }
}
