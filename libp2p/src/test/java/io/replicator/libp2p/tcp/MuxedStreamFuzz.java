package io.replicator.libp2p.tcp;

import static io.replicator.libp2p.tcp.RawClient.ACK;
import static io.replicator.libp2p.tcp.RawClient.DATA;
import static io.replicator.libp2p.tcp.RawClient.FIN;
import static io.replicator.libp2p.tcp.RawClient.HEADER_BYTES;
import static io.replicator.libp2p.tcp.RawClient.RST;
import static io.replicator.libp2p.tcp.RawClient.SYN;
import static io.replicator.libp2p.tcp.RawClient.WINDOW_UPDATE;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.protobuf.ByteString;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.replicator.libp2p.fuzz.Broken;
import io.replicator.libp2p.fuzz.FuzzChannel;
import io.replicator.libp2p.fuzz.Pick;
import io.replicator.libp2p.fuzz.Repeatable;
import io.replicator.libp2p.host.HostCounters;
import io.replicator.libp2p.host.Stream;
import io.replicator.libp2p.host.StreamReceiver;
import io.replicator.libp2p.host.UnsupportedProtocolException;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.Varint;
import io.replicator.libp2p.multistream.DialerNegotiation;
import io.replicator.libp2p.multistream.ListenerNegotiation;
import io.replicator.libp2p.multistream.Negotiation;
import io.replicator.libp2p.multistream.NoCommonProtocolException;
import io.replicator.libp2p.noise.NoiseIdentity;
import io.replicator.libp2p.yamux.StreamMemory;
import io.replicator.libp2p.yamux.YamuxConfig;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Streams from their first byte on: both sides propose protocols and answer, at once or bit by bit, with data behind it or
 * not; they end, reset, wait too long, and read late. What is agreed on and what arrives is what a simple reading of all that
 * the remote has sent gives, and afterwards a remote that behaves is served.
 */
public final class MuxedStreamFuzz {

    private static final String ECHO = "/echo";
    /** Nobody reads until the input says so. */
    private static final String LATE = "/late";

    private static final String BLOCKING = "/blocking";
    private static final String UNKNOWN = "/unknown";
    private static final List<String> SERVED = List.of(ECHO, LATE, BLOCKING);

    private static final String HEADER = "/multistream/1.0.0";

    /** What the remote says in a negotiation. */
    private static final List<String> MESSAGES = List.of(
            HEADER, ECHO, LATE, BLOCKING, UNKNOWN, "na", "ls", "", "/" + "x".repeat(1022), "/" + "x".repeat(1023));

    /** What this side proposes. */
    private static final List<List<String>> PROPOSALS =
            List.of(List.of(ECHO), List.of(UNKNOWN, LATE), List.of(BLOCKING), List.of(UNKNOWN, UNKNOWN, ECHO));

    private static final int MAX_NEGOTIATING = 4;
    private static final int MAX_PER_PROTOCOL = 2;
    private static final long MAX_BYTES = 1 << 20;
    private static final Duration NEGOTIATION = Duration.ofSeconds(10);
    private static final Duration LONG = Duration.ofHours(1);
    private static final TcpConfig CONFIG = new TcpConfig(
            1,
            new TcpConfig.Timeouts(NEGOTIATION, NEGOTIATION, NEGOTIATION),
            new TcpConfig.StreamLimits(MAX_NEGOTIATING, MAX_PER_PROTOCOL, MAX_BYTES),
            List.of(Security.NOISE),
            true,
            new YamuxConfig(16, 16, 1 << 20, 1 << 20, 1 << 20, LONG, LONG, LONG));
    private static final NoiseIdentity NOISE = new NoiseIdentity(Repeatable.identity(1), List.of());
    private static final Multiaddr REMOTE = Multiaddr.parse("/ip4/10.0.0.2/tcp/4001");

    /** What happens next; each with a stream and a number. */
    private enum Act {
        /** The remote sends a message of the negotiation. */
        MESSAGE,
        /** The remote sends so many bytes of the input. */
        DATA,
        /** The remote sends its header, a proposal and data at once, as one that is sure of the answer does. The number stands for both. */
        OPTIMISTIC,
        END,
        RESET,
        /** This side opens a stream. */
        OPEN,
        /** This side begins to read, or goes on. */
        READ,
        PAUSE,
        WRITE,
        CLOSE_WRITE,
        RESET_HERE,
        /** So long that no negotiation goes on. */
        WAIT
    }

    private static final int ACT_BYTES = 3;

    /** Of the streams of an input. The remote's are odd. */
    private static final int MAX_ID = 32;

    /** More echoed bytes may wait for the remote's window. */
    private static final int WINDOW = 256 * 1024;

    private final Map<Integer, Line> lines = new TreeMap<>();
    private final HostCounters counters = new HostCounters();
    private final FuzzChannel channel = new FuzzChannel();
    private final MuxedConnection connection;

    /** How long the pieces are in which the remote's bytes of a stream come. */
    private final int piece;

    /** The stream whose frame is being read. */
    private int current;

    private boolean waited;

    /** The first promise that was broken in a callback: what is thrown there would only end the stream or the session. */
    private @Nullable String lie;

    private MuxedStreamFuzz(int piece) {
        this.piece = piece;
        Environment environment = new Environment(
                new FuzzHost(
                        Map.of(
                                ECHO, stream -> opened(stream).read(),
                                LATE, stream -> opened(stream),
                                BLOCKING, stream -> opened(stream).read()),
                        counters),
                CONFIG,
                NOISE,
                () -> {
                    throw new IllegalStateException("nobody wants TLS");
                },
                new StreamMemory(MAX_BYTES, counters.heldBytes, counters.overloadedStreams),
                null);
        connection =
                new MuxedConnection(environment, channel, Repeatable.identity(2).publicKey(), REMOTE, false, true);
        channel.pipeline().addLast(connection.session());
    }

    public static List<byte[]> seeds() {
        return List.of(
                // An echo, message by message, with its data in between and its end.
                input(200, Act.MESSAGE, 0, 0, Act.MESSAGE, 0, 1, Act.DATA, 0, 0, Act.END, 0, 0),
                // At once, byte by byte; two streams that nobody reads yet; one that is read in blocks.
                input(0, Act.OPTIMISTIC, 0, 1, Act.OPTIMISTIC, 2, 2, Act.OPTIMISTIC, 4, 2, Act.READ, 2, 0),
                input(20, Act.OPTIMISTIC, 6, 3, Act.PAUSE, 6, 0, Act.OPTIMISTIC, 8, 1, Act.WAIT, 0, 0, Act.READ, 6, 0),
                // Too many of one protocol, and too many that agree on none.
                input(99, Act.OPTIMISTIC, 0, 1, Act.OPTIMISTIC, 2, 1, Act.OPTIMISTIC, 4, 1),
                input(
                        99,
                        Act.MESSAGE,
                        0,
                        0,
                        Act.MESSAGE,
                        2,
                        0,
                        Act.MESSAGE,
                        4,
                        0,
                        Act.MESSAGE,
                        6,
                        0,
                        Act.MESSAGE,
                        8,
                        0),
                // Nothing in common, and then something; an end too early; nonsense; a proposal that is too long.
                input(50, Act.MESSAGE, 0, 0, Act.MESSAGE, 0, 4, Act.MESSAGE, 0, 6, Act.MESSAGE, 0, 2, Act.READ, 0, 0),
                input(50, Act.MESSAGE, 0, 0, Act.END, 0, 0, Act.MESSAGE, 2, 5, Act.MESSAGE, 4, 9),
                // This side opens: it is accepted, refused once, refused for good, answered with something else, too
                // late.
                input(50, Act.OPEN, 0, 0, Act.OPTIMISTIC, 1, 1, Act.WRITE, 1, 9, Act.CLOSE_WRITE, 1, 0, Act.END, 1, 0),
                input(1, Act.OPEN, 0, 1, Act.MESSAGE, 1, 0, Act.MESSAGE, 1, 5, Act.MESSAGE, 1, 2, Act.READ, 1, 0),
                input(50, Act.OPEN, 0, 2, Act.MESSAGE, 1, 0, Act.MESSAGE, 1, 5),
                input(50, Act.OPEN, 0, 3, Act.MESSAGE, 1, 0, Act.MESSAGE, 1, 2, Act.OPEN, 0, 0, Act.WAIT, 0, 0));
    }

    private static byte[] input(int piece, Object... acts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(piece);
        for (Object each : acts) {
            out.write(each instanceof Act act ? Pick.number(act) : (Integer) each);
        }
        return out.toByteArray();
    }

    /** Reads how long the pieces are, and acts: what, with which stream, and a number. */
    public static void fuzzerTestOneInput(byte[] data) {
        if (data.length == 0) {
            return;
        }
        ByteBuf acts = Unpooled.wrappedBuffer(data);
        MuxedStreamFuzz fuzz = new MuxedStreamFuzz(1 + 4 * acts.readUnsignedByte());
        while (acts.readableBytes() >= ACT_BYTES && fuzz.channel.isOpen()) {
            Act act = Pick.of(Act.class, acts.readUnsignedByte());
            fuzz.act(act, 1 + acts.readUnsignedByte() % MAX_ID, acts.readUnsignedByte(), acts);
        }
        fuzz.lines.values().forEach(Line::read);
        fuzz.settle();
        fuzz.check();
        fuzz.checkServesAgain();
        fuzz.end();
    }

    private void act(Act act, int id, int number, ByteBuf acts) {
        Line line = lines.get(id);
        switch (act) {
            case MESSAGE -> send(id, message(MESSAGES.get(number % MESSAGES.size())), 0);
            case DATA -> send(id, bytes(acts, number), 0);
            case OPTIMISTIC -> {
                String protocol = MESSAGES.get(number % MESSAGES.size());
                send(id, join(message(HEADER), message(protocol), Repeatable.bytes(number, 3 * number)), 0);
            }
            case END -> send(id, new byte[0], FIN);
            case RESET -> send(id, new byte[0], RST);
            case OPEN -> open(PROPOSALS.get(number % PROPOSALS.size()));
            case WAIT -> {
                waited = true;
                channel.attempt(() -> channel.advanceTimeBy(NEGOTIATION.toMillis() + 1, TimeUnit.MILLISECONDS));
            }
            default -> {
                if (line != null) {
                    line.act(act, number);
                }
            }
        }
        settle();
    }

    private static byte[] bytes(ByteBuf acts, int length) {
        byte[] bytes = new byte[Math.min(length, acts.readableBytes())];
        acts.readBytes(bytes);
        return bytes;
    }

    private static byte[] message(String text) {
        byte[] bytes = text.getBytes(UTF_8);
        ByteBuf out = Unpooled.buffer();
        Varint.write(out, bytes.length + 1);
        return ByteBufUtil.getBytes(out.writeBytes(bytes).writeByte('\n'));
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        Arrays.stream(parts).forEach(all::writeBytes);
        return all.toByteArray();
    }

    /** Before the remote has answered, some streams are opened and one waits. */
    private void open(List<String> proposals) {
        int opened = (int) lines.values().stream()
                .filter(line -> !line.isInbound() && !line.isWaiting())
                .count();
        int id = 2 + 2 * opened;
        Line before = lines.get(id);
        if (id <= MAX_ID && (before == null || before.isRefused())) {
            Line line = new Line(proposals);
            lines.put(id, line);
            line.open(connection.openStream(proposals));
        }
    }

    /** The remote sends on a stream, which it opens if need be. */
    private void send(int id, byte[] bytes, int end) {
        Line line = lines.get(id);
        if (id % 2 == 0 && (line == null || line.isWaiting())) {
            // There is no such stream: what comes on it is for nobody.
            frame(id, DATA, ACK, bytes);
            return;
        }
        boolean first = line == null;
        if (line == null) {
            line = new Line(List.of());
            lines.put(id, line);
            line.limited = lines.values().stream().filter(Line::isNegotiating).count() > MAX_NEGOTIATING;
        }
        if (!line.isOver()) {
            line.said.writeBytes(bytes);
        }
        int flags = id % 2 == 0 ? ACK : first ? SYN : 0;
        for (int at = 0; at == 0 || at < bytes.length; at += piece) {
            int to = Math.min(bytes.length, at + piece);
            frame(id, DATA, (at == 0 ? flags : 0) | (to == bytes.length ? end : 0), Arrays.copyOfRange(bytes, at, to));
        }
        line.endedByRemote |= (end & FIN) != 0;
        line.resetByRemote |= (end & RST) != 0;
    }

    private void frame(int id, int type, int flags, byte[] body) {
        ByteBuf frame = Unpooled.buffer();
        // With RST, a body would mean nothing.
        RawClient.writeHeader(frame, (flags & RST) != 0 ? WINDOW_UPDATE : type, flags, id, body.length);
        current = id;
        byte[] bytes = ByteBufUtil.getBytes(frame.writeBytes(body));
        channel.receive(bytes, bytes.length);
        settle();
    }

    /** A stream of the remote whose protocol is agreed on; within the frame that decided it. */
    private Line opened(Stream stream) {
        Line line = Objects.requireNonNull(lines.get(current));
        expect(line.isInbound() && line.stream == null, "a stream is opened once");
        line.stream = stream;
        long same = lines.values().stream()
                .filter(other -> other.isInbound() && other.isServedAs(stream.protocol()))
                .count();
        expect(same <= MAX_PER_PROTOCOL, same + " streams of one protocol");
        return line;
    }

    private void expect(boolean holds, String promise) {
        if (!holds && lie == null) {
            lie = promise;
        }
    }

    /** What is due happens, and what this side has sent is noted. */
    private void settle() {
        channel.attempt(channel::runPendingTasks);
        // This channel runs tasks within a flush, as no socket does: what they have submitted waits for one more turn.
        channel.attempt(() -> channel.pipeline().fireChannelReadComplete());
        ByteBuf sent = Unpooled.wrappedBuffer(channel.sent());
        while (sent.readableBytes() >= HEADER_BYTES) {
            int type = sent.skipBytes(1).readUnsignedByte();
            int flags = sent.readUnsignedShort();
            int id = sent.readInt();
            int length = sent.readInt();
            Line line = lines.get(id);
            if (line != null) {
                line.resetBySelf |= (flags & RST) != 0;
                if (type == DATA) {
                    line.sent.writeBytes(ByteBufUtil.getBytes(sent, sent.readerIndex(), length));
                }
            }
            if (type == DATA) {
                sent.skipBytes(length);
            }
        }
        lines.values().forEach(Line::readBlocks);
        if (lie != null) {
            throw new Broken(lie);
        }
        Broken.unless(counters.heldBytes.get() <= MAX_BYTES, "too many bytes are held");
    }

    private void check() {
        Broken.unless(channel.failures().isEmpty(), "a remote breaks nothing: " + channel.failures());
        for (Stream stream : connection.streams()) {
            Broken.unless(
                    lines.values().stream().anyMatch(line -> stream.equals(line.stream) && !line.over),
                    "the streams of a connection are those that were opened and have not ended");
        }
        lines.values().forEach(line -> line.check(channel.isOpen()));
    }

    /** When all is over, there is room again for streams of a remote that does as it should. */
    private void checkServesAgain() {
        if (!channel.isOpen()) {
            return;
        }
        List.copyOf(lines.keySet()).forEach(id -> frame(id, WINDOW_UPDATE, RST, new byte[0]));
        channel.attempt(() -> channel.advanceTimeBy(NEGOTIATION.toMillis() + 1, TimeUnit.MILLISECONDS));
        settle();
        Broken.unless(connection.streams().isEmpty(), "no stream outlives its reset");
        for (int id = MAX_ID + 1; id < MAX_ID + 1 + 2 * MAX_PER_PROTOCOL; id += 2) {
            send(id, join(message(HEADER), message(ECHO), new byte[] {1, 2, 3}), 0);
            byte[] echoed = Objects.requireNonNull(lines.get(id)).sent.toByteArray();
            Broken.unless(
                    Arrays.equals(echoed, join(message(HEADER), message(ECHO), new byte[] {1, 2, 3})),
                    "a remote that behaves is served");
        }
    }

    private void end() {
        channel.end();
        Broken.unless(connection.streams().isEmpty(), "no stream outlives its connection");
        Broken.unless(connection.closed().isDone(), "its owner hears of the end");
        Broken.unless(counters.heldBytes.get() == 0, counters.heldBytes.get() + " bytes are still held");
        lines.values().forEach(Line::checkOver);
    }

    /** One stream: what the remote said on it, and what came of it here. */
    private final class Line implements StreamReceiver {
        private final List<String> proposals;
        private final ByteArrayOutputStream said = new ByteArrayOutputStream();
        private final ByteArrayOutputStream sent = new ByteArrayOutputStream();
        private final ByteArrayOutputStream delivered = new ByteArrayOutputStream();
        private final ByteArrayOutputStream written = new ByteArrayOutputStream();
        private @Nullable CompletableFuture<Stream> opening;
        private @Nullable Stream stream;
        private @Nullable InputStream blocks;
        private boolean endedByRemote;
        private boolean resetByRemote;
        private boolean resetBySelf;
        private boolean resetHere;
        /** Too many others had no protocol yet. */
        private boolean limited;

        private boolean writeClosed;
        private boolean ended;
        private boolean over;

        /** @param proposals of this side; none if the remote opens it */
        private Line(List<String> proposals) {
            this.proposals = proposals;
        }

        boolean isInbound() {
            return proposals.isEmpty();
        }

        boolean isOver() {
            return endedByRemote || resetByRemote;
        }

        boolean isWaiting() {
            return !isInbound() && sent.size() == 0;
        }

        boolean isRefused() {
            return opening != null && opening.isCompletedExceptionally();
        }

        boolean isNegotiating() {
            return isInbound() && stream == null && !resetBySelf && !resetByRemote;
        }

        boolean isServedAs(String protocol) {
            return stream != null
                    && !stream.closed().isDone()
                    && stream.protocol().equals(protocol);
        }

        void open(CompletableFuture<Stream> opening) {
            this.opening = opening;
            var _ = opening.thenAccept(opened -> {
                expect(equals(lines.get(current)), "the stream that was asked for is the one that is opened");
                stream = opened;
                if (!opened.protocol().equals(LATE)) {
                    read();
                }
            });
        }

        void read() {
            if (stream == null) {
                return;
            }
            if (stream.protocol().equals(BLOCKING)) {
                blocks = blocks == null ? stream.input() : blocks;
            } else {
                if (!ended && !over) {
                    stream.setReceiver(this);
                }
            }
            stream.setReading(true);
        }

        void act(Act act, int number) {
            if (stream == null) {
                return;
            }
            switch (act) {
                case READ -> read();
                case PAUSE -> stream.setReading(false);
                case WRITE -> write(new byte[number]);
                case CLOSE_WRITE -> {
                    writeClosed = true;
                    stream.closeWrite();
                }
                case RESET_HERE -> {
                    resetHere = true;
                    stream.reset();
                }
                default -> throw new IllegalStateException(act + " is nothing that a stream does");
            }
        }

        private void write(byte[] bytes) {
            Stream to = stream;
            if (to != null && !writeClosed && !over) {
                written.writeBytes(bytes);
                var _ = to.write(Unpooled.wrappedBuffer(bytes));
            }
        }

        void readBlocks() {
            InputStream in = blocks;
            try {
                while (in != null && in.available() > 0) {
                    delivered.writeBytes(in.readNBytes(in.available()));
                }
            } catch (IOException e) {
                throw new Broken("what is available can be read: " + e);
            }
        }

        @Override
        public void onData(Stream from, ByteBuf data) {
            expect(!ended && !over, "nothing comes after the end");
            byte[] bytes = ByteBufUtil.getBytes(data);
            delivered.writeBytes(bytes);
            if (from.protocol().equals(ECHO) && isInbound()) {
                write(bytes);
            }
        }

        @Override
        public void onEnd(Stream from) {
            expect(!ended && !over, "a stream ends once");
            ended = true;
        }

        @Override
        public void onReset(Stream from, Throwable cause) {
            expect(!over, "a stream is reset once");
            over = true;
        }

        /** @param lives whether the session does */
        void check(boolean lives) {
            Outcome meant = Outcome.of(proposals, said.toByteArray());
            Broken.unless(
                    stream == null || stream.protocol().equals(meant.agreed), "what is agreed on is what both said");
            byte[] arrived = delivered.toByteArray();
            Broken.unless(meant.rest.startsWith(ByteString.copyFrom(arrived)), "what arrives was sent, in order");
            if (!lives || resetByRemote) {
                return;
            }
            boolean tooEarly = endedByRemote && meant.agreed == null;
            boolean excused = waited || limited || resetHere || isWaiting() || isOneOfMany(meant.agreed);
            Broken.unless(
                    excused || resetBySelf == (meant.refused != null || tooEarly),
                    "who does as it should is not refused, and nobody else is served: " + meant.refused);
            if (!resetBySelf) {
                Broken.unless((stream != null) == (meant.agreed != null), "a stream opens when both agree");
                Broken.unless(stream == null || arrived.length == meant.rest.size(), "all that was sent arrives");
                Broken.unless(
                        written.size() > WINDOW
                                || isWaiting()
                                || Arrays.equals(
                                        sent.toByteArray(), join(meant.answers.toByteArray(), written.toByteArray())),
                        "what goes out is the answers, and then what was written");
            }
            if (opening != null && opening.isCompletedExceptionally() && !waited) {
                boolean unsupported = opening.exceptionNow() instanceof UnsupportedProtocolException;
                Broken.unless(
                        unsupported == meant.refused instanceof NoCommonProtocolException,
                        "who opens a stream hears why there is none: " + opening.exceptionNow());
            }
        }

        private boolean isOneOfMany(@Nullable String agreed) {
            return isInbound()
                    && lines.values().stream()
                                    .filter(Line::isInbound)
                                    .map(line -> Outcome.of(List.of(), line.said.toByteArray()).agreed)
                                    .filter(other -> Objects.equals(other, agreed))
                                    .count()
                            > MAX_PER_PROTOCOL;
        }

        void checkOver() {
            Broken.unless(opening == null || opening.isDone(), "who opens a stream hears of it");
            Broken.unless(stream == null || stream.closed().isDone(), "a stream ends with its connection");
        }
    }

    /**
     * What a simple reading of all that the remote has sent comes to.
     *
     * @param agreed null if there is no protocol
     * @param refused why there never will be; null if not
     * @param answers of this side
     * @param rest what comes after the negotiation
     */
    private record Outcome(
            @Nullable String agreed, @Nullable IOException refused, ByteString answers, ByteString rest) {

        static Outcome of(List<String> proposals, byte[] said) {
            Negotiation side =
                    proposals.isEmpty() ? new ListenerNegotiation(SERVED::contains) : new DialerNegotiation(proposals);
            ByteBuf in = Unpooled.wrappedBuffer(said);
            ByteBuf out = Unpooled.buffer();
            side.start(out);
            try {
                String agreed = side.advance(in, out);
                ByteString rest = agreed == null ? ByteString.EMPTY : ByteString.copyFrom(in.nioBuffer());
                return new Outcome(agreed, null, ByteString.copyFrom(out.nioBuffer()), rest);
            } catch (IOException refused) {
                return new Outcome(null, refused, ByteString.EMPTY, ByteString.EMPTY);
            }
        }
    }
}
