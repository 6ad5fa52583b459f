package io.replicator.libp2p.yamux;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** A slice keeps the whole buffer that it was cut from: a byte of a remote up to 64 KiB, the longest Noise message. */
final class Slices {

    /** Slices of at least this size pin at most as much again of a message. */
    private static final int HALF_A_MESSAGE = 32 * 1024;

    private Slices() {}

    /** Whether this buffer, or the one that it was cut from, is more than twice as long as what is readable here. */
    static boolean pinsMuchMore(ByteBuf data) {
        ByteBuf whole = data;
        for (ByteBuf outer = data.unwrap(); outer != null; outer = outer.unwrap()) {
            whole = outer;
        }
        return whole.capacity() / 2 > data.readableBytes();
    }

    /** Takes over a buffer that may wait for long; returns it or, instead of a short slice of a long buffer, a copy. */
    static ByteBuf compact(ByteBuf data, ByteBufAllocator allocator) {
        int length = data.readableBytes();
        if (data.unwrap() == null || length >= HALF_A_MESSAGE || !pinsMuchMore(data)) {
            return data;
        }
        ByteBuf copy = allocator.directBuffer(length, length).writeBytes(data);
        data.release();
        return copy;
    }
}
