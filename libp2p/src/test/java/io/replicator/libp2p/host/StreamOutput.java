package io.replicator.libp2p.host;

import io.netty.buffer.Unpooled;
import java.io.IOException;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;

/** Writes to a stream that takes or refuses all at once, as those of tests do. */
public final class StreamOutput extends OutputStream {

    private final Stream stream;

    public StreamOutput(Stream stream) {
        this.stream = stream;
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        CompletableFuture<Void> written = stream.write(Unpooled.copiedBuffer(bytes, offset, length));
        if (written.isCompletedExceptionally()) {
            throw new IOException(written.exceptionNow().getMessage(), written.exceptionNow());
        }
    }

    @Override
    public void close() {
        stream.closeWrite();
    }
}
