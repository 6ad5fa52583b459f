package io.replicator.libp2p.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.replicator.libp2p.host.Stream;
import io.replicator.libp2p.host.StreamReceiver;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Reading for threads that may block. Data is copied into one buffer of limited size, which counts as held by the stream;
 * the stream is paused while that is full, so that the sender waits. A reader polls for a moment before it sleeps, but only
 * while its waits are short, as {@link SpinThenBlock} does and for the same reason.
 */
final class BlockingInput extends InputStream implements StreamReceiver {

    /** Buffered bytes from which on the stream is paused. One more delivery may come on top. */
    static final int HIGH_WATERMARK = 64 * 1024;

    static final int LOW_WATERMARK = HIGH_WATERMARK / 4;

    private static final long POLLING_NANOS = SpinThenBlock.SHORT_TURN_NANOS;

    /** Of a wait after which the next one begins with polling: to sleep and to be woken takes a while, too. */
    private static final long SHORT_WAIT_NANOS = 2 * POLLING_NANOS;

    private final MuxedStream stream;
    private final Guard guard = new Guard();
    private final ByteBuf buffered = Unpooled.buffer(0);
    private boolean paused;
    private boolean ended;
    private boolean closed;
    private @Nullable Throwable failure;

    /** Whether there is something to read or there never will be. Changes under the guard, and may be read without. */
    private volatile boolean ready;

    /** Whether the last wait was short. */
    private volatile boolean quick;

    BlockingInput(MuxedStream stream) {
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
        if (!ready) {
            awaitReady();
        }
        int read;
        boolean resume;
        guard.lock();
        try {
            awaitData();
            if (!buffered.isReadable()) {
                return -1;
            }
            read = Math.min(length, buffered.readableBytes());
            buffered.readBytes(bytes, offset, read);
            update();
            resume = paused && buffered.readableBytes() < LOW_WATERMARK;
            paused &= !resume;
        } finally {
            guard.unlock();
        }
        if (resume) {
            stream.setReading(true);
        }
        return read;
    }

    @Override
    public int available() {
        guard.lock();
        try {
            return buffered.readableBytes();
        } finally {
            guard.unlock();
        }
    }

    @Override
    public void close() {
        change(() -> {
            closed = true;
            buffered.clear();
        });
        stream.setReading(true);
    }

    @Override
    public void onData(Stream from, ByteBuf data) {
        // On the event loop, where this method runs, the pause takes effect before more data comes.
        int before = buffered.capacity();
        if (takes(data)) {
            stream.setReading(false);
        }
        int grown = buffered.capacity() - before;
        if (grown > 0) {
            stream.hold(grown);
        }
    }

    /** Whether that is enough for now. */
    private boolean takes(ByteBuf data) {
        guard.lock();
        try {
            if (closed) {
                return false;
            }
            buffered.discardSomeReadBytes();
            buffered.writeBytes(data);
            guard.wakeAll();
            boolean enough = buffered.readableBytes() >= HIGH_WATERMARK;
            paused |= enough;
            // Last, as a reader that polls wants the lock next.
            update();
            return enough;
        } finally {
            guard.unlock();
        }
    }

    @Override
    public void onEnd(Stream from) {
        change(() -> ended = true);
    }

    @Override
    public void onReset(Stream from, Throwable cause) {
        change(() -> failure = cause);
    }

    private void change(Runnable change) {
        guard.change(() -> {
            change.run();
            update();
        });
    }

    /** After each change, under the guard. */
    private void update() {
        ready = buffered.isReadable() || ended || closed || failure != null;
    }

    private void awaitReady() throws IOException {
        long start = System.nanoTime();
        while (quick && System.nanoTime() - start < POLLING_NANOS) {
            SpinThenBlock.giveWay();
            if (ready) {
                return;
            }
        }
        guard.lock();
        try {
            guard.awaitUntil(() -> ready);
        } finally {
            guard.unlock();
        }
        quick = System.nanoTime() - start < SHORT_WAIT_NANOS;
    }

    /** Waits, should another reader have been quicker, until there is something to read or there never will be. */
    private void awaitData() throws IOException {
        guard.awaitUntil(() -> ready);
        if (buffered.isReadable() || ended) {
            return;
        }
        if (closed) {
            throw new IOException("the input was closed");
        }
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
    }
}
