package io.replicator.libp2p.yamux;

import io.netty.buffer.ByteBuf;
import java.util.ArrayDeque;
import java.util.List;

/** The outgoing bytes of one stream, and how many of them the remote has credit for. */
final class SendQueue {

    private final ArrayDeque<PendingWrite> writes = new ArrayDeque<>(4);
    private long window = ReceiveWindow.INITIAL_BYTES;
    private long bytes;
    private boolean endRequested;
    private boolean endSent;

    void add(PendingWrite write) {
        bytes += write.data.readableBytes();
        endRequested |= write.end;
        writes.add(write);
    }

    /** Adds credit from the remote; false if the sum is more than any honest remote grants. */
    boolean grant(long credit) {
        window += credit;
        return window <= 0xffff_ffffL;
    }

    /** Bytes that could be sent now. */
    long sendableBytes() {
        return Math.min(bytes, window);
    }

    long bytes() {
        return bytes;
    }

    boolean isSendable() {
        return sendableBytes() > 0 || (bytes == 0 && !writes.isEmpty());
    }

    boolean isEmpty() {
        return writes.isEmpty();
    }

    boolean isEndRequested() {
        return endRequested;
    }

    boolean isEndSent() {
        return endSent;
    }

    /**
     * Appends one Data frame with at most this many body bytes, or the end of the stream. The end has a frame of its own,
     * without a body: go-yamux 5 and js-libp2p's Yamux 8 look at the flags of a frame first, so with FIN their readers
     * may see the end of the stream before the body, and lose it.
     *
     * @param completed takes the writes that are wholly in the frame
     * @return the length of the body
     */
    int writeFrame(ByteBuf out, int streamId, int maxBody, List<PendingWrite> completed) {
        int body = (int) Math.min(maxBody, sendableBytes());
        boolean end = endRequested && bytes == 0;
        if (body > 0 || end) {
            Frame.writeHeader(out, Frame.DATA, end ? Frame.FIN : 0, streamId, body);
        }
        int rest = body;
        for (PendingWrite write = writes.peek(); write != null && (end || !write.end); write = writes.peek()) {
            int length = Math.min(rest, write.data.readableBytes());
            out.writeBytes(write.data, length);
            rest -= length;
            if (write.data.isReadable()) {
                break;
            }
            write.data.release();
            completed.add(write);
            writes.remove();
        }
        window -= body;
        bytes -= body;
        endSent |= end;
        return body;
    }

    void fail(Throwable cause) {
        for (PendingWrite write = writes.poll(); write != null; write = writes.poll()) {
            write.fail(cause);
        }
        bytes = 0;
    }
}
