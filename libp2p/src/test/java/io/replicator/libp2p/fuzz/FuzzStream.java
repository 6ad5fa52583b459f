package io.replicator.libp2p.fuzz;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.replicator.libp2p.host.Connection;
import io.replicator.libp2p.host.Stream;
import io.replicator.libp2p.host.StreamOutput;
import io.replicator.libp2p.host.StreamReceiver;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;

/**
 * A stream whose remote has said all that it will say, and then closed its side or reset the stream. Nothing waits and
 * nothing has a thread of its own.
 */
public final class FuzzStream implements Stream {

    private final Connection connection;
    private final String protocol;
    private final boolean initiator;
    private final ByteBuf said;
    private final int piece;
    private final boolean endsWithReset;
    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private boolean reset;
    private boolean writeClosed;

    /**
     * @param said by the remote
     * @param piece how many bytes of it are read at a time
     * @param endsWithReset rather than by closing its side
     */
    public FuzzStream(
            Connection connection, String protocol, boolean initiator, byte[] said, int piece, boolean endsWithReset) {
        this.connection = connection;
        this.protocol = protocol;
        this.initiator = initiator;
        this.said = Unpooled.wrappedBuffer(said);
        this.piece = piece;
        this.endsWithReset = endsWithReset;
    }

    /** Whether this side has reset it. */
    public boolean isReset() {
        return reset;
    }

    /** Whether this side has closed its direction, and not reset the stream. */
    public boolean isWriteClosed() {
        return writeClosed && !reset;
    }

    /** All that this side has written. */
    public byte[] written() {
        return written.toByteArray();
    }

    /** How many of the remote's bytes were read. */
    public int read() {
        return said.readerIndex();
    }

    @Override
    public String protocol() {
        return protocol;
    }

    @Override
    public Connection connection() {
        return connection;
    }

    @Override
    public boolean isInitiator() {
        return initiator;
    }

    /** All that the remote has said is delivered at once. */
    @Override
    public void setReceiver(StreamReceiver receiver) {
        while (said.isReadable() && !reset) {
            receiver.onData(this, said.readSlice(Math.min(piece, said.readableBytes())));
        }
        if (reset || endsWithReset) {
            receiver.onReset(this, new IOException("the stream was reset"));
            closed.complete(null);
        } else {
            receiver.onEnd(this);
        }
    }

    @Override
    public void setReading(boolean reading) {}

    @Override
    public CompletableFuture<Void> write(ByteBuf data) {
        byte[] bytes = ByteBufUtil.getBytes(data);
        data.release();
        if (reset || writeClosed) {
            return CompletableFuture.failedFuture(new IOException("the stream is closed for writing"));
        }
        written.writeBytes(bytes);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public boolean isWritable() {
        return true;
    }

    @Override
    public long pendingBytes() {
        return 0;
    }

    @Override
    public void closeWrite() {
        writeClosed = true;
        closed.complete(null);
    }

    @Override
    public void reset() {
        reset = true;
        closed.complete(null);
    }

    @Override
    public InputStream input() {
        return new Input();
    }

    @Override
    public OutputStream output() {
        return new StreamOutput(this);
    }

    @Override
    public CompletableFuture<Void> closed() {
        return closed;
    }

    private final class Input extends InputStream {

        @Override
        public int read() throws IOException {
            byte[] single = new byte[1];
            return read(single, 0, 1) < 0 ? -1 : Byte.toUnsignedInt(single[0]);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (reset || (endsWithReset && !said.isReadable())) {
                throw new IOException("the stream was reset");
            }
            int count = Math.min(Math.min(length, piece), said.readableBytes());
            said.readBytes(bytes, offset, count);
            return count == 0 ? -1 : count;
        }
    }
}
