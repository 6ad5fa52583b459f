package io.replicator.libp2p.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.replicator.libp2p.host.Stream;
import io.replicator.libp2p.host.StreamReceiver;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reading for threads that may block. Data is copied into one buffer of limited size; the stream is paused while that is
 * full, so that the sender waits.
 */
final class BlockingInput extends InputStream implements StreamReceiver {

    /** Buffered bytes from which on the stream is paused. One more delivery may come on top. */
    static final int HIGH_WATERMARK = 64 * 1024;

    static final int LOW_WATERMARK = HIGH_WATERMARK / 4;

    private final Stream stream;
    private final ByteBuf buffered = Unpooled.buffer(0);
    private boolean paused;
    private boolean ended;
    private boolean closed;
    private @Nullable Throwable failure;

    BlockingInput(Stream stream) {
        this.stream = stream;
    }

    @Override
    public int read() throws IOException {
        byte[] single = new byte[1];
        return read(single, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(single[0]);
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        if (length == 0) {
            return 0;
        }
        int read;
        boolean resume;
        synchronized (this) {
            awaitData();
            if (!buffered.isReadable()) {
                return -1;
            }
            read = Math.min(length, buffered.readableBytes());
            buffered.readBytes(bytes, offset, read);
            resume = paused && buffered.readableBytes() < LOW_WATERMARK;
            paused &= !resume;
        }
        if (resume) {
            stream.setReading(true);
        }
        return read;
    }

    @Override
    public synchronized int available() {
        return buffered.readableBytes();
    }

    @Override
    public void close() {
        synchronized (this) {
            closed = true;
            buffered.clear();
            notifyAll();
        }
        stream.setReading(true);
    }

    @Override
    public void onData(Stream from, ByteBuf data) {
        synchronized (this) {
            if (closed) {
                return;
            }
            buffered.discardSomeReadBytes();
            buffered.writeBytes(data);
            notifyAll();
            if (buffered.readableBytes() < HIGH_WATERMARK) {
                return;
            }
            paused = true;
        }
        // On the event loop, where this method runs, the pause takes effect before more data comes.
        stream.setReading(false);
    }

    @Override
    public synchronized void onEnd(Stream from) {
        ended = true;
        notifyAll();
    }

    @Override
    public synchronized void onReset(Stream from, Throwable cause) {
        failure = cause;
        notifyAll();
    }

    /** Waits until there is something to read or there never will be. */
    private void awaitData() throws IOException {
        while (!buffered.isReadable() && !ended) {
            if (closed) {
                throw new IOException("the input was closed");
            }
            if (failure != null) {
                throw new IOException(failure.getMessage(), failure);
            }
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new InterruptedIOException("interrupted while waiting for data");
            }
        }
    }
}
