package io.replicator.libp2p.host;

import io.netty.buffer.ByteBuf;

/**
 * What a stream tells its owner. All calls come from the event loop of the stream's connection, one after another, and
 * none may block. Exactly one of {@link #onReset} and the pair ({@link #onEnd}, own {@link Stream#closeWrite}) ends a
 * stream.
 */
public interface StreamReceiver {

    /**
     * Bytes arrived, in order. The buffer belongs to the caller and is released when this returns: retain or copy what
     * is needed later. Flow-control credit for these bytes goes back to the sender when this returns, unless the owner
     * has paused the stream with {@link Stream#setReading}.
     */
    void onData(Stream stream, ByteBuf data);

    /** The remote closed its writing side; no more data will come. Own writing goes on until {@link Stream#closeWrite}. */
    void onEnd(Stream stream);

    /** The stream is gone, in both directions: reset by either side, or its connection is lost. */
    void onReset(Stream stream, Throwable cause);

    /**
     * The stream has become full, or writable again with less than half of the high watermark waiting: in between, a
     * producer that has stopped is not woken. Look at {@link Stream#isWritable()}.
     */
    default void onWritabilityChanged(Stream stream) {}
}
