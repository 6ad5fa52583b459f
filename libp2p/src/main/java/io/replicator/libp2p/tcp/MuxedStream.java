package io.replicator.libp2p.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.replicator.libp2p.host.Connection;
import io.replicator.libp2p.host.Stream;
import io.replicator.libp2p.host.StreamReceiver;
import io.replicator.libp2p.multistream.Negotiation;
import io.replicator.libp2p.yamux.YamuxStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A Yamux stream that first negotiates its protocol and then serves its owner. State changes on the event loop only. */
final class MuxedStream implements Stream, YamuxStream.Listener {

    private final MuxedConnection connection;
    private final EventLoop eventLoop;
    private final YamuxStream yamux;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final BlockingInput input = new BlockingInput(this);
    private final BlockingOutput output;

    /** How the stream opens; null once that is decided. */
    private @Nullable Opening opening;

    private final Negotiation negotiation;
    private final ScheduledFuture<?> deadline;

    /** The beginning of a message of the negotiation. */
    private ByteBuf partialMessage = Unpooled.EMPTY_BUFFER;

    private volatile String protocol = "";
    private @Nullable StreamReceiver receiver;
    private boolean reading = true;
    private boolean ended;
    private @Nullable Throwable resetCause;

    MuxedStream(MuxedConnection connection, EventLoop eventLoop, YamuxStream yamux, Opening opening) {
        this.connection = connection;
        this.eventLoop = eventLoop;
        this.yamux = yamux;
        this.output = new BlockingOutput(this, connection.allocator());
        this.opening = opening;
        this.negotiation = opening.negotiation();
        this.deadline = eventLoop.schedule(
                () -> refuse(new IOException("no protocol was agreed on within " + opening.timeout())),
                opening.timeout().toMillis(),
                TimeUnit.MILLISECONDS);
        ByteBuf first = Unpooled.buffer();
        negotiation.start(first);
        var _ = yamux.write(first);
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
        return yamux.isInitiator();
    }

    @Override
    public void setReceiver(StreamReceiver receiver) {
        onEventLoop(receiver, () -> {
            this.receiver = receiver;
            Throwable cause = resetCause;
            if (ended) {
                receiver.onEnd(this);
            }
            if (cause != null) {
                receiver.onReset(this, cause);
            }
            updateReading();
        });
    }

    @Override
    public void setReading(boolean reading) {
        onEventLoop(input, () -> {
            this.reading = reading;
            updateReading();
        });
    }

    @Override
    public CompletableFuture<Void> write(ByteBuf data) {
        return yamux.write(data);
    }

    @Override
    public boolean isWritable() {
        return yamux.isWritable();
    }

    @Override
    public long pendingBytes() {
        return yamux.pendingBytes();
    }

    @Override
    public void closeWrite() {
        yamux.closeWrite();
    }

    @Override
    public void reset() {
        yamux.reset();
    }

    @Override
    public InputStream input() {
        setReceiver(input);
        return input;
    }

    @Override
    public OutputStream output() {
        return output;
    }

    @Override
    public CompletableFuture<Void> closed() {
        return closed.copy();
    }

    @Override
    public String toString() {
        return "stream " + protocol + " of the " + connection;
    }

    // ---- events of the Yamux stream

    @Override
    public void onData(ByteBuf data) {
        StreamReceiver to = receiver;
        if (opening != null) {
            negotiate(opening, data);
        } else if (to != null) {
            to.onData(this, data);
        } else {
            yamux.pushBack(data);
        }
    }

    @Override
    public void onEnd() {
        if (opening != null) {
            refuse(new IOException("the remote ended the stream before a protocol was agreed on"));
        } else if (receiver != null) {
            ended = true;
            receiver.onEnd(this);
        }
    }

    @Override
    public void onWritabilityChanged() {
        output.wake();
        if (receiver != null) {
            receiver.onWritabilityChanged(this);
        }
    }

    @Override
    public void onReset(Throwable cause) {
        resetCause = cause;
        output.fail(cause);
        Opening before = opening;
        if (before != null) {
            endNegotiation();
            before.fail(cause);
        }
        connection.ended(this, true);
        closed.complete(null);
        if (receiver != null) {
            receiver.onReset(this, cause);
        }
    }

    @Override
    public void onFinished() {
        connection.ended(this, false);
        closed.complete(null);
    }

    // ---- inner workings

    /** Accounts for memory that the blocking view has taken, until the stream ends; on the event loop. */
    void hold(int bytes) {
        yamux.hold(bytes);
    }

    private void negotiate(Opening opening, ByteBuf data) {
        ByteBuf in = Unpooled.wrappedBuffer(partialMessage, data.retain());
        partialMessage = Unpooled.EMPTY_BUFFER;
        ByteBuf out = Unpooled.buffer();
        try {
            String agreed = negotiation.advance(in, out);
            if (out.isReadable()) {
                var _ = yamux.write(out);
            }
            if (agreed != null) {
                open(opening, agreed, in);
            } else if (in.isReadable()) {
                partialMessage = Unpooled.copiedBuffer(in);
            }
        } catch (IOException e) {
            refuse(e);
        } finally {
            in.release();
        }
    }

    private void open(Opening opening, String agreed, ByteBuf rest) {
        endNegotiation();
        protocol = agreed;
        yamux.pushBack(rest);
        yamux.setReading(false);
        opening.opened(this);
    }

    private void refuse(Throwable cause) {
        Opening refused = opening;
        if (refused != null) {
            endNegotiation();
            yamux.reset();
            refused.fail(cause);
        }
    }

    private void endNegotiation() {
        opening = null;
        deadline.cancel(false);
    }

    private void updateReading() {
        if (opening == null) {
            yamux.setReading(reading && receiver != null);
        }
    }

    /** @param reader hears that the stream is gone if the event loop has ended, and can tell nobody any more */
    private void onEventLoop(StreamReceiver reader, Runnable task) {
        if (eventLoop.inEventLoop()) {
            task.run();
            return;
        }
        try {
            eventLoop.execute(task);
        } catch (RejectedExecutionException shutDown) {
            reader.onReset(this, new IOException("the host is closed", shutDown));
        }
    }
}
