package io.replicator.libp2p.yamux;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Received bytes that wait for their owner. Small pieces are copied together: a retained slice keeps the whole buffer
 * that it was cut from, so a sender of one-byte frames could otherwise pin memory many times the size of its window. As
 * it is, a queue pins at most twice its bytes.
 */
final class ReceiveQueue {

    /** Pieces of at least this size are kept as they are, unless they are slices of something much longer. */
    static final int KEEP_BYTES = 16 * 1024;

    private final ByteBufAllocator allocator;
    private final ArrayDeque<ByteBuf> pieces = new ArrayDeque<>(2);
    private @Nullable ByteBuf tail;
    private int bytes;

    ReceiveQueue(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /** Keeps what is readable in this buffer, which stays the caller's. */
    void add(ByteBuf data) {
        bytes += data.readableBytes();
        if (isWorthKeeping(data)) {
            pieces.add(data.readRetainedSlice(data.readableBytes()));
            tail = null;
            return;
        }
        while (data.isReadable()) {
            ByteBuf room = tail;
            if (room == null || room.maxWritableBytes() == 0) {
                room = allocator.heapBuffer(Math.min(data.readableBytes(), KEEP_BYTES), KEEP_BYTES);
                pieces.add(room);
                tail = room;
            }
            room.writeBytes(data, Math.min(room.maxWritableBytes(), data.readableBytes()));
        }
    }

    /** Puts what is readable in this buffer, which stays the caller's, in front of all others. */
    void pushBack(ByteBuf data) {
        int length = data.readableBytes();
        bytes += length;
        pieces.addFirst(
                isWorthKeeping(data)
                        ? data.readRetainedSlice(length)
                        : allocator.heapBuffer(length, length).writeBytes(data));
    }

    /** The next piece, which is the caller's from now on; null if there is none. */
    @Nullable
    ByteBuf poll() {
        ByteBuf piece = pieces.poll();
        if (piece != null) {
            bytes -= piece.readableBytes();
            if (pieces.isEmpty()) {
                tail = null;
            }
        }
        return piece;
    }

    boolean isEmpty() {
        return pieces.isEmpty();
    }

    int bytes() {
        return bytes;
    }

    void clear() {
        for (ByteBuf piece = poll(); piece != null; piece = poll()) {
            piece.release();
        }
    }

    private static boolean isWorthKeeping(ByteBuf data) {
        return data.readableBytes() >= KEEP_BYTES && !Slices.pinsMuchMore(data);
    }
}
