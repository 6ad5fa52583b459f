package io.replicator.libp2p.host;

import io.netty.buffer.ByteBuf;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;

/**
 * A bidirectional, ordered, flow-controlled byte stream to one peer, bound to one protocol. Each direction closes by
 * itself ({@link #closeWrite}); {@link #reset} ends both at once.
 *
 * <p>All methods may be called from any thread. There are two ways to read, of which an owner chooses one: callbacks on
 * the event loop ({@link #setReceiver}), or the blocking view for virtual threads ({@link #input}).
 */
public interface Stream {

    /** The negotiated protocol id, such as {@code /ipfs/ping/1.0.0}. */
    String protocol();

    /** The connection that carries this stream. */
    Connection connection();

    /** Whether this side opened the stream. */
    boolean isInitiator();

    /** Sets who is told of data and ends; what has arrived before is delivered at once. May be replaced later. */
    void setReceiver(StreamReceiver receiver);

    /** With false, delivery stops and the sender runs out of credit after one window; true goes on. Starts as true. */
    void setReading(boolean reading);

    /**
     * Queues bytes and flushes them; takes over the buffer. Never blocks: bytes beyond the remote's window wait in this
     * stream, so a producer heeds {@link #isWritable()}.
     *
     * @return completes when the bytes were handed to the socket; fails if the stream or the connection ends before
     */
    CompletableFuture<Void> write(ByteBuf data);

    /** Whether {@link #pendingBytes} are below the high watermark (256 KiB). */
    boolean isWritable();

    /**
     * Bytes that were written and wait for the remote's window or for room in the connection's buffer, which holds about
     * 256 KiB for all streams together. More than 64 MiB reset the stream.
     */
    long pendingBytes();

    /** Closes the own writing side once all queued bytes are out; reading goes on. Repeating it does nothing. */
    void closeWrite();

    /** Ends both directions at once; queued bytes are dropped. Repeating it does nothing. */
    void reset();

    /** The blocking view for reading; end of stream is -1, a reset is an {@link java.io.IOException}. Closing it discards what comes later. */
    InputStream input();

    /** The blocking view for writing: {@code write} waits while the stream is not writable; {@code close} is {@link #closeWrite}. */
    OutputStream output();

    /** Completes when the stream has ended in both directions, by close or by reset. */
    CompletableFuture<Void> closed();
}
