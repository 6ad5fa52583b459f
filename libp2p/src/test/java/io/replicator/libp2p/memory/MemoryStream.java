package io.replicator.libp2p.memory;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.replicator.libp2p.host.Connection;
import io.replicator.libp2p.host.Stream;
import io.replicator.libp2p.host.StreamOutput;
import io.replicator.libp2p.host.StreamReceiver;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** One end of a stream. It has no window: tests of flow control belong to the real muxer. */
final class MemoryStream implements Stream {

    private final MemoryConnection connection;
    private final String protocol;
    private final boolean initiator;
    private final Deque<byte[]> arrived = new ArrayDeque<>();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private @Nullable MemoryStream other;
    private @Nullable StreamReceiver receiver;
    private boolean readEnded;
    private boolean endTold;
    private boolean writeEnded;
    private boolean reset;

    MemoryStream(MemoryConnection connection, String protocol, boolean initiator) {
        this.connection = connection;
        this.protocol = protocol;
        this.initiator = initiator;
    }

    void connect(MemoryStream peer) {
        other = peer;
    }

    private MemoryStream other() {
        return Objects.requireNonNull(other);
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

    @Override
    public synchronized void setReceiver(StreamReceiver newReceiver) {
        receiver = newReceiver;
        pump();
    }

    @Override
    public void setReading(boolean reading) {}

    @Override
    public CompletableFuture<Void> write(ByteBuf data) {
        byte[] bytes = ByteBufUtil.getBytes(data);
        data.release();
        synchronized (this) {
            if (writeEnded || reset) {
                return CompletableFuture.failedFuture(new IOException("the stream is closed"));
            }
        }
        other().receive(bytes);
        return CompletableFuture.completedFuture(null);
    }

    private synchronized void receive(byte[] bytes) {
        arrived.add(bytes);
        notifyAll();
        pump();
    }

    private synchronized void receiveEnd() {
        readEnded = true;
        notifyAll();
        pump();
        finish();
    }

    private void pump() {
        if (receiver != null) {
            try {
                connection.loop.execute(this::deliver);
            } catch (RejectedExecutionException closing) {
                reset = true;
            }
        }
    }

    private void deliver() {
        StreamReceiver target;
        byte[] bytes;
        synchronized (this) {
            target = receiver;
            bytes = arrived.poll();
            if (target == null || reset || (bytes == null && (!readEnded || endTold))) {
                return;
            }
            endTold = bytes == null;
        }
        if (bytes == null) {
            target.onEnd(this);
        } else {
            target.onData(this, Unpooled.wrappedBuffer(bytes));
            deliver();
        }
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
        synchronized (this) {
            if (writeEnded || reset) {
                return;
            }
            writeEnded = true;
            finish();
        }
        other().receiveEnd();
    }

    @Override
    public void reset() {
        if (resetOneSide()) {
            other().resetOneSide();
        }
    }

    private boolean resetOneSide() {
        StreamReceiver told;
        synchronized (this) {
            if (reset || closed.isDone()) {
                return false;
            }
            reset = true;
            notifyAll();
            told = receiver;
        }
        if (told != null) {
            told.onReset(this, new IOException("reset"));
        }
        connection.forget(this);
        closed.complete(null);
        return true;
    }

    private void finish() {
        if (readEnded && writeEnded) {
            connection.forget(this);
            closed.complete(null);
        }
    }

    @Override
    public InputStream input() {
        return new InputStream() {
            private byte[] current = {};
            private int position;

            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] target, int offset, int length) throws IOException {
                if (length == 0) {
                    return 0;
                }
                if (position == current.length) {
                    byte[] next = take();
                    if (next == null) {
                        return -1;
                    }
                    current = next;
                    position = 0;
                }
                int count = Math.min(length, current.length - position);
                System.arraycopy(current, position, target, offset, count);
                position += count;
                return count;
            }
        };
    }

    private synchronized byte @Nullable [] take() throws IOException {
        while (arrived.isEmpty() && !readEnded && !reset) {
            try {
                wait();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException("interrupted", e);
            }
        }
        if (reset) {
            throw new IOException("the stream was reset");
        }
        return arrived.poll();
    }

    @Override
    public OutputStream output() {
        return new StreamOutput(this);
    }

    @Override
    public CompletableFuture<Void> closed() {
        return closed;
    }
}
