package io.replicator.libp2p.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.replicator.libp2p.host.Stream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Writing for threads that may block: waits while the stream is not writable. Each call sends what it is given. */
final class BlockingOutput extends OutputStream {

    /** Bytes handed to the stream at once, so that a long write does not pass the high watermark by much. */
    private static final int CHUNK_BYTES = 32 * 1024;

    /** Up to this many bytes an array is cheaper than a pooled buffer, which this thread takes and another gives back. */
    private static final int SHORT_BYTES = 1024;

    private final Stream stream;
    private final ByteBufAllocator allocator;
    private final Guard guard = new Guard();
    private volatile boolean closed;
    private volatile @Nullable Throwable failure;

    BlockingOutput(Stream stream, ByteBufAllocator allocator) {
        this.stream = stream;
        this.allocator = allocator;
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        Objects.checkFromIndexSize(offset, length, bytes.length);
        for (int done = 0; done < length; done += CHUNK_BYTES) {
            int chunk = Math.min(CHUNK_BYTES, length - done);
            awaitWritable();
            ByteBuf buffer = chunk <= SHORT_BYTES ? Unpooled.buffer(chunk) : allocator.directBuffer(chunk);
            var _ = stream.write(buffer.writeBytes(bytes, offset + done, chunk));
        }
    }

    @Override
    public void close() {
        guard.change(() -> closed = true);
        stream.closeWrite();
    }

    /** The stream may be writable again. */
    void wake() {
        guard.change(() -> {});
    }

    /** The stream is gone. */
    void fail(Throwable cause) {
        guard.change(() -> failure = cause);
    }

    private void awaitWritable() throws IOException {
        if (!isDecided()) {
            guard.lock();
            try {
                guard.awaitUntil(this::isDecided);
            } finally {
                guard.unlock();
            }
        }
        Throwable cause = failure;
        if (cause != null) {
            throw new IOException(cause.getMessage(), cause);
        }
        if (closed) {
            throw new IOException("the output was closed");
        }
    }

    private boolean isDecided() {
        return failure != null || closed || stream.isWritable();
    }
}
