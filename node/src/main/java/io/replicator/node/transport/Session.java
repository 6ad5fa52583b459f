package io.replicator.node.transport;

import io.netty.buffer.ByteBuf;
import io.replicator.engine.message.Message;
import io.replicator.engine.model.NetworkId;
import io.replicator.libp2p.host.Stream;
import io.replicator.libp2p.host.StreamReceiver;
import io.replicator.node.wire.FrameDecoder;
import io.replicator.node.wire.UnsupportedWireVersionException;
import io.replicator.node.wire.WireException;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One stream of the replication protocol. Frames are decoded on the stream's event loop and handed to the engine's thread,
 * to which everything else here belongs. A peer that sends faster than the engine works is paused: it runs out of window,
 * so what waits is bounded.
 */
final class Session {

    /** Bytes of frames that may wait for the engine before the stream is paused, and below which it goes on. */
    static final long PAUSE_BYTES = 4 << 20;

    static final long RESUME_BYTES = 1 << 20;

    final Stream stream;
    final long openedAt;
    /** What the other side said of itself; none before its Hello has come. */
    Message.@Nullable Hello hello;

    boolean closed;

    private final AtomicLong waiting = new AtomicLong();
    private volatile boolean paused;

    /** Takes what a session brings, on the stream's event loop. */
    interface Listener {
        void hello(Session session, Message.Hello hello, long bytes);

        void messages(Session session, NetworkId network, List<Message> messages, long bytes);

        /** The other side is none that this node can talk to; the session is to be refused. */
        void refused(Session session, String why);

        void broken(Session session, String why);
    }

    Session(Stream stream, long openedAt) {
        this.stream = stream;
        this.openedAt = openedAt;
    }

    /** Begins to take frames. */
    void receive(Listener listener) {
        stream.setReceiver(new Frames(listener));
    }

    /** The engine is done with so many bytes. */
    void handled(long bytes) {
        if (waiting.addAndGet(-bytes) <= RESUME_BYTES && paused) {
            paused = false;
            stream.setReading(true);
        }
    }

    /**
     * Pauses the stream by bytes that did not come.
     *
     * @return how many, to be {@link #handled} with the others when it may go on
     */
    long hold() {
        came(PAUSE_BYTES);
        return PAUSE_BYTES;
    }

    private void came(long bytes) {
        // Also if it is paused: an order to go on that was given before may have come in between.
        if (waiting.addAndGet(bytes) > PAUSE_BYTES) {
            paused = true;
            stream.setReading(false);
            // The engine may have caught up in between, and then nobody else would go on.
            if (waiting.get() <= RESUME_BYTES && paused) {
                paused = false;
                stream.setReading(true);
            }
        }
    }

    private final class Frames implements StreamReceiver, FrameDecoder.Receiver {

        private final Listener listener;
        private final FrameDecoder decoder = new FrameDecoder(this);
        private long fed;

        Frames(Listener listener) {
            this.listener = listener;
        }

        @Override
        public void onData(Stream source, ByteBuf data) {
            fed += data.readableBytes();
            try {
                decoder.feed(data);
            } catch (UnsupportedWireVersionException other) {
                listener.refused(Session.this, String.valueOf(other.getMessage()));
            } catch (WireException malformed) {
                // In this order: the reset would give a reason of its own.
                listener.broken(Session.this, String.valueOf(malformed.getMessage()));
                stream.reset();
            }
        }

        @Override
        public void onEnd(Stream source) {
            listener.broken(Session.this, "the other side closed it");
            stream.reset();
        }

        @Override
        public void onReset(Stream source, Throwable cause) {
            listener.broken(Session.this, String.valueOf(cause.getMessage()));
        }

        @Override
        public void hello(Message.Hello said) {
            listener.hello(Session.this, said, count());
        }

        @Override
        public void messages(NetworkId network, List<Message> messages) {
            listener.messages(Session.this, network, messages, count());
        }

        /** What was fed since the last frame is about its size; it needs no more than to add up. */
        private long count() {
            long bytes = Math.max(1, fed);
            fed = 0;
            came(bytes);
            return bytes;
        }
    }
}
