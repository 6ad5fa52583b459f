package io.replicator.libp2p.yamux;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.replicator.libp2p.fuzz.Broken;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * A session against a remote that sends any frames in any order, cut anywhere, while its owner opens streams, writes,
 * reads or does not, and closes. Whatever comes, the session keeps its limits, tells each owner the truth in order, and
 * ends alone.
 */
public final class YamuxFuzz {

    private static final int MAX_INBOUND = 4;
    private static final int MAX_OUTBOUND = YamuxSession.MAX_EARLY + 4;
    private static final int MAX_UNREAD = 1 << 20;
    private static final YamuxConfig CONFIG = new YamuxConfig(
            MAX_INBOUND,
            MAX_OUTBOUND,
            1 << 20,
            1 << 20,
            MAX_UNREAD,
            Duration.ofHours(1),
            Duration.ofHours(1),
            Duration.ofHours(1));

    /** What the owner of the session does, in place of a frame. */
    private enum Act {
        OPEN,
        WRITE,
        CLOSE_WRITE,
        RESET,
        STOP_READING,
        READ
    }

    private static final long MAX_HELD = 1 << 18;

    private final Owner owner = new Owner(this::open);
    private final AtomicLong held = new AtomicLong();
    private final YamuxSession session;
    private final EmbeddedChannel channel;

    private YamuxFuzz(boolean initiator) {
        session = new YamuxSession(initiator, CONFIG, new StreamMemory(MAX_HELD, held, new LongAdder()), owner);
        channel = new EmbeddedChannel(session);
    }

    public static List<byte[]> seeds() {
        return List.of(
                // SYN with data, data, FIN; the owner writes and closes.
                new byte[] {0, 0, 0, 1, 1, 9, 0, 0, 0, 1, 9, 0x11, 0, 0x12, 0, 0, 0, 4, 1, 0},
                // The owner opens a stream and writes; it is acknowledged, gets credit, and is reset.
                new byte[] {0, 0x10, 0, 0x11, 0, 0, 1, 2, 2, 100, 0, 1, 8, 2, 0},
                // The same of the side that has dialled.
                new byte[] {1, 0, 0, 1, 2, 9, 0x10, 0, 0x11, 0, 0, 1, 2, 1, 100, 0, 1, 8, 1, 0},
                // Pings, a go-away, a window that overflows.
                new byte[] {0, 0, 2, 1, 0, 3, 0, 3, 0, 0, 0, 0, 1, 1, 1, 127});
    }

    /**
     * Reads who has dialled (an odd byte: this side), and steps: an act of the owner (0x10 and its number, stream), or a
     * frame: (pieces, type, flags, stream, length), whose length is squared so that it reaches beyond any window.
     */
    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length == 0) {
            return;
        }
        ByteBuf steps = Unpooled.wrappedBuffer(data);
        YamuxFuzz fuzz = new YamuxFuzz(steps.readByte() % 2 != 0);
        try {
            while (steps.readableBytes() >= 2 && fuzz.channel.isOpen()) {
                fuzz.step(steps);
            }
        } finally {
            fuzz.channel.finishAndReleaseAll();
        }
        // Every stream of a session that is over is over once it is read, its owner was told, and nothing is held any
        // more.
        fuzz.owner.streams.forEach(reader -> reader.stream.setReading(true));
        fuzz.owner.streams.forEach(reader -> Broken.unless(reader.isOver(), "a stream outlives its session"));
        Broken.unless(fuzz.held.get() == 0, fuzz.held.get() + " bytes are still held");
        fuzz.owner.report();
    }

    private void step(ByteBuf steps) {
        int first = steps.readUnsignedByte();
        if (first >> 4 == 1) {
            act(Act.values()[(first & 0xf) % Act.values().length], steps.readUnsignedByte());
        } else if (steps.readableBytes() >= 4) {
            frame(first, steps);
        } else {
            // What is left is no frame, but comes all the same.
            send(steps.readRetainedSlice(steps.readableBytes()), 1 + first);
        }
        channel.runPendingTasks();
        for (ByteBuf sent = channel.readOutbound(); sent != null; sent = channel.readOutbound()) {
            sent.release();
        }
        long open = owner.streams.stream()
                .filter(reader -> reader.inbound && !reader.isOver())
                .count();
        Broken.unless(open <= MAX_INBOUND, open + " inbound streams are open");
        Broken.unless(owner.waiting == 0 || !session.mayOpen(), "nobody was told that there is room");
        Broken.unless(session.unreadBytes() <= MAX_UNREAD, session.unreadBytes() + " bytes wait to be read");
        Broken.unless(held.get() <= MAX_HELD, held.get() + " bytes are held");
        owner.report();
    }

    private void act(Act act, int stream) {
        if (act == Act.OPEN) {
            owner.waiting++;
            open();
        } else if (!owner.streams.isEmpty()) {
            Reader reader = owner.streams.get(stream % owner.streams.size());
            switch (act) {
                case WRITE -> {
                    var _ = reader.stream.write(Unpooled.buffer(1 + stream).writeZero(1 + stream));
                }
                case CLOSE_WRITE -> reader.stream.closeWrite();
                case RESET -> reader.stream.reset();
                case STOP_READING -> reader.stream.setReading(false);
                default -> reader.stream.setReading(true);
            }
        }
    }

    /** Opens what waits to be opened, as far as the remote and the limits let it. */
    private void open() {
        while (owner.waiting > 0 && session.mayOpen()) {
            owner.waiting--;
            try {
                session.open(opened -> owner.add(opened, false));
            } catch (IOException _) {
                // A limit was reached, and it said so.
            }
        }
    }

    private void frame(int pieces, ByteBuf steps) {
        int type = steps.readUnsignedByte();
        int flags = steps.readUnsignedByte();
        int stream = steps.readUnsignedByte();
        int size = steps.readUnsignedByte();
        int length = size * size * 5;
        ByteBuf frame = Unpooled.buffer();
        Frame.writeHeader(frame, type, flags, stream, length);
        if (type == Frame.DATA) {
            // Some say more than they send, and what comes next is taken for it.
            frame.writeZero(pieces % 7 == 3 ? length / 2 : length);
        }
        send(frame, Math.max(1 + pieces * pieces, length / 32));
    }

    private void send(ByteBuf bytes, int piece) {
        while (bytes.isReadable() && channel.isOpen()) {
            channel.writeInbound(bytes.readRetainedSlice(Math.min(piece, bytes.readableBytes())));
        }
        bytes.release();
    }

    /** All streams that there ever were, and the first lie that was told of one. */
    private static final class Owner implements YamuxSession.Listener {
        private final List<Reader> streams = new ArrayList<>();
        private final Runnable onRoom;
        private int waiting;
        private @Nullable Throwable closed;
        private @Nullable String lie;

        private Owner(Runnable onRoom) {
            this.onRoom = onRoom;
        }

        @Override
        public YamuxStream.Listener onStream(YamuxStream stream) {
            expect(closed == null, "no stream comes after the end of the session");
            return add(stream, true);
        }

        Reader add(YamuxStream stream, boolean inbound) {
            Reader reader = new Reader(this, stream, inbound);
            streams.add(reader);
            return reader;
        }

        @Override
        public void onRoom() {
            onRoom.run();
        }

        @Override
        public void onClosed(Throwable cause) {
            expect(closed == null, "a session ends once");
            closed = cause;
        }

        /** What is thrown in a callback would only end the session. */
        void expect(boolean holds, String promise) {
            if (!holds && lie == null) {
                lie = promise;
            }
        }

        void report() {
            if (lie != null) {
                throw new Broken(lie);
            }
        }
    }

    private static final class Reader implements YamuxStream.Listener {
        private final Owner owner;
        private final YamuxStream stream;
        private final boolean inbound;
        private boolean ended;
        private boolean finished;
        private boolean reset;

        Reader(Owner owner, YamuxStream stream, boolean inbound) {
            this.owner = owner;
            this.stream = stream;
            this.inbound = inbound;
        }

        boolean isOver() {
            return reset || finished;
        }

        @Override
        public void onData(ByteBuf data) {
            owner.expect(!ended && !isOver(), "no data comes after the end of a stream");
            owner.expect(data.isReadable(), "data is something");
        }

        @Override
        public void onEnd() {
            owner.expect(!ended && !isOver(), "a stream ends once");
            ended = true;
        }

        @Override
        public void onWritabilityChanged() {
            owner.expect(!isOver(), "nobody writes to a stream that is over");
        }

        @Override
        public void onReset(Throwable cause) {
            owner.expect(!isOver(), "a stream is over once");
            reset = true;
        }

        @Override
        public void onFinished() {
            owner.expect(!isOver(), "a stream is over once");
            owner.expect(ended, "a stream finishes after the remote has ended");
            finished = true;
        }
    }
}
