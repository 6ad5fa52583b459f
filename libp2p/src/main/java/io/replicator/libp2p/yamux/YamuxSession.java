package io.replicator.libp2p.yamux;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.collection.IntObjectHashMap;
import io.netty.util.collection.IntObjectMap;
import io.netty.util.concurrent.EventExecutor;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * One side of a Yamux session, the last handler of its channel. Everything the remote does wrong ends this session and
 * nothing else. Methods are called on the channel's event loop unless they say otherwise.
 */
public final class YamuxSession extends ChannelInboundHandlerAdapter {

    /** The protocol id that multistream-select and the Noise extension carry. */
    public static final String PROTOCOL = "/yamux/1.0.0";

    /** go-yamux and rust-yamux allow this many opened streams that the remote has not yet acknowledged. */
    static final int MAX_UNACKNOWLEDGED = 256;

    /**
     * Streams that are opened before the remote has shown that it serves streams: js-libp2p gives all of them up if more
     * than ten arrive before its handlers are attached.
     */
    static final int MAX_EARLY = 8;

    /** Streams refused between two checks of the session, beyond which opening streams is an attack. */
    static final int MAX_REFUSED = 4096;

    private static final long MAX_STREAM_ID = 0xffff_ffffL;

    /** Takes what happens on a session. */
    public interface Listener {

        /** The remote opened a stream; null refuses it. */
        YamuxStream.@Nullable Listener onStream(YamuxStream stream);

        /** The remote opened a stream that was refused, by this listener or as there are too many of its streams. */
        default void onRefused() {}

        /** {@link #mayOpen} may have become true. */
        void onRoom();

        /** The session is over; the last call. */
        void onClosed(Throwable cause);
    }

    private final boolean initiator;
    private final YamuxConfig config;
    private final Listener listener;
    private final IntObjectMap<YamuxStream> streams = new IntObjectHashMap<>();
    private final StreamMemory.Part memory;
    private final ReceiveWindow.Budget windowBudget;
    private final FrameDecoder decoder = new FrameDecoder(new Frames());
    private final KeepAlive keepAlive;
    private @Nullable ChannelHandlerContext ctx;
    private @Nullable FrameWriter writer;
    private @Nullable Future<?> ticks;
    private long nextId;
    private int inbound;
    private int unacknowledged;
    private boolean served;
    private int refused;
    private int unreadBytes;
    private boolean closed;

    /** @param memory of all sessions of the host */
    public YamuxSession(boolean initiator, YamuxConfig config, StreamMemory memory, Listener listener) {
        this.initiator = initiator;
        this.config = config;
        this.listener = listener;
        this.memory = memory.open();
        this.windowBudget = new ReceiveWindow.Budget(config.maxWindowGrowth(), this.memory);
        this.keepAlive = new KeepAlive(config, System.nanoTime());
        this.nextId = initiator ? 1 : 2;
    }

    /** Whether the remote has accepted enough of the streams opened so far for one more. */
    public boolean mayOpen() {
        return unacknowledged < (served ? MAX_UNACKNOWLEDGED : MAX_EARLY);
    }

    /**
     * Opens a stream.
     *
     * @param owner makes the listener of the new stream
     * @throws IOException if the session is closed, {@link #mayOpen} is false or the configured limit is reached
     */
    public YamuxStream open(Function<YamuxStream, YamuxStream.Listener> owner) throws IOException {
        if (closed) {
            throw new IOException("the connection is closed");
        }
        if (!mayOpen()) {
            throw new IOException(unacknowledged + " streams wait for the remote to accept them");
        }
        if (streams.size() - inbound >= config.maxOutboundStreams() || nextId > MAX_STREAM_ID) {
            throw new IOException("the connection has no more streams");
        }
        YamuxStream stream = newStream((int) nextId, true);
        nextId += 2;
        unacknowledged++;
        stream.start(owner.apply(stream));
        control(Frame.WINDOW_UPDATE, Frame.SYN, stream.id(), 0);
        return stream;
    }

    /** Tells the remote that this is the end, resets all streams and closes the channel. From any thread. */
    public void close() {
        run(() -> terminate(GoAwayCode.NORMAL, new IOException("the connection was closed by this side")));
    }

    /** The smoothed round trip; zero before the first measurement. From any thread. */
    public Duration roundTrip() {
        return Duration.ofNanos(keepAlive.roundTripNanos());
    }

    // ---- channel events

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        this.ctx = ctx;
        this.writer = new FrameWriter(ctx);
        long period = List.of(config.keepAliveInterval(), config.keepAliveTimeout(), config.stallTimeout()).stream()
                .mapToLong(Duration::toNanos)
                .min()
                .orElseThrow();
        ticks = ctx.executor().scheduleAtFixedRate(this::tick, 0, period / 4, TimeUnit.NANOSECONDS);
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        ByteBuf in = (ByteBuf) message;
        try {
            if (closed) {
                return;
            }
            writer().readBegins();
            keepAlive.read();
            decoder.decode(in);
        } catch (YamuxException e) {
            terminate(e.code(), e);
        } finally {
            in.release();
        }
    }

    @Override
    public void channelReadComplete(ChannelHandlerContext ctx) {
        writer().readEnds();
        ctx.fireChannelReadComplete();
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
        if (ctx.channel().isWritable()) {
            writer().pump();
        }
        ctx.fireChannelWritabilityChanged();
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        terminate(GoAwayCode.NORMAL, new IOException("the connection was closed by the remote"));
        ctx.fireChannelInactive();
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        terminate(GoAwayCode.INTERNAL_ERROR, cause);
    }

    // ---- what streams ask of their session

    /** From any thread. */
    ByteBufAllocator allocator() {
        return context().alloc();
    }

    /** From any thread. */
    void submit(PendingWrite write) {
        writer().submit(write);
    }

    /** Runs a task on the event loop; from any thread. */
    void run(Runnable task) {
        ChannelHandlerContext context = context();
        if (context.executor().inEventLoop()) {
            task.run();
            return;
        }
        try {
            context.executor().execute(task);
        } catch (RejectedExecutionException shutDown) {
            // The event loop has ended, and every stream of the session with it.
        }
    }

    void control(int type, int flags, int streamId, int length) {
        try {
            writer().control(type, flags, streamId, length);
        } catch (YamuxException e) {
            // Not here and now: the caller may be in the middle of changing a stream.
            context().executor().execute(() -> terminate(e.code(), e));
        }
    }

    void ready(YamuxStream stream) {
        writer().ready(stream);
    }

    long roundTripNanos() {
        return keepAlive.roundTripNanos();
    }

    /** Received bytes that wait in all streams together for their owners. */
    int unreadBytes() {
        return unreadBytes;
    }

    /** Accounts for bytes that begin or cease to wait for their reader; false if too many of them wait now. */
    boolean addUnread(int bytes) {
        unreadBytes += bytes;
        return memory.add(bytes) && unreadBytes <= config.maxUnreadBytes();
    }

    /**
     * Accounts for bytes that begin or cease to wait, for the remote or in the hands of their owner; false if too many of
     * them wait now. From any thread.
     */
    boolean addHeld(long bytes) {
        return memory.add(bytes);
    }

    /** Takes note of a stream that is reset because too many bytes wait. */
    void overloaded() {
        memory.overloaded();
    }

    void remove(YamuxStream stream) {
        if (streams.remove(stream.id()) == null) {
            return;
        }
        if (!stream.isInitiator()) {
            inbound--;
        }
        acknowledged(stream);
    }

    // ---- inner workings

    private void acknowledged(YamuxStream stream) {
        if (stream.acknowledge()) {
            unacknowledged--;
            listener.onRoom();
        }
    }

    /** Its streams have owners: one of them has answered, or they have opened one. An acknowledgement alone says nothing. */
    private void remoteServes() {
        if (!served) {
            served = true;
            listener.onRoom();
        }
    }

    private ChannelHandlerContext context() {
        return Objects.requireNonNull(ctx, "the session has no channel yet");
    }

    private FrameWriter writer() {
        return Objects.requireNonNull(writer, "the session has no channel yet");
    }

    private YamuxStream newStream(int id, boolean own) {
        ChannelHandlerContext context = context();
        YamuxStream stream = new YamuxStream(
                this,
                id,
                own,
                new ReceiveQueue(context.alloc()),
                new ReceiveWindow(config.maxStreamWindow(), windowBudget, System.nanoTime()));
        streams.put(id, stream);
        return stream;
    }

    private void tick() {
        long now = System.nanoTime();
        refused = 0;
        if (keepAlive.isDead(now)) {
            terminate(GoAwayCode.NORMAL, new IOException("the remote does not answer pings"));
            return;
        }
        if (keepAlive.isPingDue(now)) {
            control(Frame.PING, Frame.SYN, Frame.SESSION, keepAlive.ping(now));
        }
        long timeout = config.stallTimeout().toNanos();
        for (YamuxStream stream : List.copyOf(streams.values())) {
            stream.resetIfStalled(now, timeout);
        }
    }

    private void terminate(GoAwayCode code, Throwable cause) {
        if (closed) {
            return;
        }
        closed = true;
        if (ticks != null) {
            ticks.cancel(false);
        }
        writer().close(code);
        var _ = context().close();
        EventExecutor loop = context().executor();
        abortStreams(cause, loop.isShuttingDown());
        if (!streams.isEmpty()) {
            // Their owners may read to the end what has arrived, but not leave it here for ever.
            var _ = loop.schedule(
                    () -> abortStreams(cause, true), config.stallTimeout().toNanos(), TimeUnit.NANOSECONDS);
        }
        memory.close();
        listener.onClosed(cause);
    }

    private void abortStreams(Throwable cause, boolean evenSettled) {
        for (YamuxStream stream : List.copyOf(streams.values())) {
            if (evenSettled || !stream.isSettled()) {
                stream.abort(cause, false);
            }
        }
    }

    /** Handles the frames of the remote. */
    private final class Frames implements FrameDecoder.Sink {

        private @Nullable YamuxStream bodyOf;
        private int flagsOfData;

        @Override
        public void onData(int streamId, int flags, long length) throws YamuxException {
            YamuxStream stream = streamFor(streamId, flags);
            if (stream != null && !stream.expect(length)) {
                throw new YamuxException(
                        GoAwayCode.PROTOCOL_ERROR, "the remote sent " + length + " bytes beyond its window");
            }
            bodyOf = stream;
            flagsOfData = flags;
        }

        @Override
        public void onBody(ByteBuf piece) {
            if (bodyOf != null) {
                remoteServes();
                bodyOf.receive(piece);
            }
        }

        @Override
        public void onDataEnd() {
            if (bodyOf != null) {
                applyEndFlags(bodyOf, flagsOfData);
            }
        }

        @Override
        public void onWindowUpdate(int streamId, int flags, long length) throws YamuxException {
            YamuxStream stream = streamFor(streamId, flags);
            if (stream == null) {
                return;
            }
            // With RST, the length is an error code.
            if ((flags & Frame.RST) == 0 && !stream.grant(length)) {
                throw new YamuxException(GoAwayCode.PROTOCOL_ERROR, "the remote granted an impossible window");
            }
            applyEndFlags(stream, flags);
        }

        @Override
        public void onPing(int flags, int value) {
            if ((flags & Frame.SYN) != 0) {
                control(Frame.PING, Frame.ACK, Frame.SESSION, value);
            } else if ((flags & Frame.ACK) != 0) {
                keepAlive.pong(value, System.nanoTime());
            }
        }

        @Override
        public void onGoAway(long code) throws YamuxException {
            throw new YamuxException(GoAwayCode.NORMAL, "the remote ended the session with code " + code);
        }

        private @Nullable YamuxStream streamFor(int id, int flags) throws YamuxException {
            if ((flags & Frame.SYN) != 0) {
                return accept(id);
            }
            YamuxStream stream = streams.get(id);
            if (stream != null && (flags & Frame.ACK) != 0) {
                acknowledged(stream);
            }
            return stream;
        }

        private @Nullable YamuxStream accept(int id) throws YamuxException {
            if (closed) {
                return null;
            }
            boolean odd = (id & 1) == 1;
            if (id == Frame.SESSION || odd == initiator || streams.containsKey(id)) {
                throw new YamuxException(
                        GoAwayCode.PROTOCOL_ERROR, "the remote may not open stream " + Integer.toUnsignedString(id));
            }
            if (inbound >= config.maxInboundStreams()) {
                return refuse(id);
            }
            YamuxStream stream = newStream(id, false);
            inbound++;
            remoteServes();
            YamuxStream.Listener owner = listener.onStream(stream);
            if (owner == null) {
                remove(stream);
                return refuse(id);
            }
            stream.start(owner);
            control(Frame.WINDOW_UPDATE, Frame.ACK, id, 0);
            return stream;
        }

        private @Nullable YamuxStream refuse(int id) throws YamuxException {
            refused++;
            listener.onRefused();
            if (refused > MAX_REFUSED) {
                throw new YamuxException(GoAwayCode.PROTOCOL_ERROR, "the remote floods this side with streams");
            }
            control(Frame.WINDOW_UPDATE, Frame.RST, id, 0);
            return null;
        }

        private void applyEndFlags(YamuxStream stream, int flags) {
            if ((flags & Frame.RST) != 0) {
                stream.abort(new IOException("the stream was reset by the remote"), false);
            } else if ((flags & Frame.FIN) != 0) {
                stream.receiveEnd();
            }
        }
    }
}
