package io.replicator.libp2p.yamux;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One session against a remote that is played frame by frame, good and bad. */
final class YamuxSessionTest {

    private static final int WINDOW = ReceiveWindow.INITIAL_BYTES;
    /** Of all sessions of the host. */
    private static final int MEMORY = 3 * WINDOW;

    /** Pings and stalls are out of the way unless a test wants them. */
    private static final YamuxConfig CONFIG = config(4, 8, Duration.ofHours(1), Duration.ofHours(1));

    /** The plaintext of the longest Noise message. */
    private static final int MESSAGE_BYTES = FrameWriter.MAX_BATCH_BYTES;

    private final Sessions sessions = new Sessions();
    private final AtomicLong held = new AtomicLong();
    private final LongAdder overloads = new LongAdder();
    private final StreamMemory memory = new StreamMemory(MEMORY, held, overloads);
    /** Of the session alone; the remote has buffers of its own. */
    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);

    private EmbeddedChannel channel = new EmbeddedChannel();
    private YamuxSession session = start(CONFIG, true);

    @AfterEach
    void releaseAndHoldNothing() {
        channel.finishAndReleaseAll();
        Stream.of(sessions.inbound, sessions.outbound)
                .flatMap(List::stream)
                .forEach(recorder -> recorder.stream.setReading(true));
        assertEquals(0, held.get());
        assertEquals(0, allocator.metric().usedHeapMemory());
        assertEquals(0, allocator.metric().usedDirectMemory());
    }

    @Test
    void opensWithSynAndSendsDataAfterIt() throws Exception {
        YamuxStream stream = open();
        CompletableFuture<Void> written = stream.write(bytes("hello"));
        run();
        assertFrame(Frame.WINDOW_UPDATE, Frame.SYN, 1, 0);
        assertEquals("hello", assertData(0, 1, 5));
        assertTrue(written.isDone());
        assertEquals(0, stream.pendingBytes());
        assertEquals(1, stream.id());
        assertEquals(3, open().id());
    }

    @Test
    void joinsSmallWritesInOneFrame() throws Exception {
        YamuxStream stream = open();
        run();
        assertFrame(Frame.WINDOW_UPDATE, Frame.SYN, 1, 0);
        for (int i = 0; i < 10; i++) {
            var _ = stream.write(bytes("0123456789"));
        }
        run();
        assertEquals("0123456789".repeat(10), assertData(0, 1, 100));
        assertNothingSent();
    }

    @Test
    void acknowledgesAndServesInboundStreams() {
        receive(frame(Frame.DATA, Frame.SYN, 2, 3).writeBytes(bytes("abc")));
        assertFrame(Frame.WINDOW_UPDATE, Frame.ACK, 2, 0);
        assertEquals("abc", sessions.inbound.getFirst().text());
    }

    @Test
    void takesSynDataAndFinInOneFrame() {
        receive(frame(Frame.DATA, Frame.SYN | Frame.FIN, 2, 3).writeBytes(bytes("abc")));
        Recorder stream = sessions.inbound.getFirst();
        assertEquals("abc", stream.text());
        assertTrue(stream.ended);
        assertFalse(stream.finished);
        stream.stream.closeWrite();
        run();
        assertTrue(stream.finished);
    }

    @Test
    void takesBodiesPieceByPiece() {
        ByteBuf wire = frame(Frame.DATA, Frame.SYN, 2, 6).writeBytes(bytes("abcdef"));
        while (wire.isReadable()) {
            receive(wire.readRetainedSlice(1));
        }
        assertEquals("abcdef", sessions.inbound.getFirst().text());
    }

    @Test
    void sendsNoMoreThanTheWindowUntilCreditComes() throws Exception {
        YamuxStream stream = open();
        CompletableFuture<Void> written =
                stream.write(Unpooled.buffer(WINDOW + 10).writeZero(WINDOW + 10));
        run();
        assertEquals(WINDOW, sentBody());
        assertFalse(written.isDone());
        assertEquals(10, stream.pendingBytes());
        receive(frame(Frame.WINDOW_UPDATE, Frame.ACK, 1, 4));
        assertEquals(4, sentBody());
        receive(frame(Frame.WINDOW_UPDATE, 0, 1, 100));
        assertEquals(6, sentBody());
        assertTrue(written.isDone());
    }

    /** go-yamux and js-libp2p look at the flags of a frame before its body: with FIN, the body may be lost. */
    @Test
    void finHasAFrameOfItsOwn() throws Exception {
        YamuxStream stream = open();
        var _ = stream.write(Unpooled.copiedBuffer("all", StandardCharsets.UTF_8));
        stream.closeWrite();
        run();
        assertFrame(Frame.WINDOW_UPDATE, Frame.SYN, 1, 0);
        assertData(0, 1, 3);
        assertData(Frame.FIN, 1, 0);
    }

    @Test
    void finWaitsForQueuedDataAndResetDropsIt() throws Exception {
        YamuxStream stream = open();
        var _ = stream.write(Unpooled.buffer(WINDOW + 1).writeZero(WINDOW + 1));
        stream.closeWrite();
        run();
        assertEquals(WINDOW, sentBody());
        receive(frame(Frame.WINDOW_UPDATE, Frame.ACK, 1, 1));
        assertData(0, 1, 1);
        assertData(Frame.FIN, 1, 0);

        YamuxStream dropped = open();
        CompletableFuture<Void> lost = dropped.write(Unpooled.buffer(WINDOW + 1).writeZero(WINDOW + 1));
        run();
        assertFrame(Frame.WINDOW_UPDATE, Frame.SYN, 3, 0);
        assertEquals(WINDOW, sentBody());
        dropped.reset();
        run();
        assertFrame(Frame.WINDOW_UPDATE, Frame.RST, 3, 0);
        assertNothingSent();
        assertTrue(lost.isCompletedExceptionally());
        assertNotNull(sessions.outbound.getLast().reset);
    }

    @Test
    void writersTakeTurns() throws Exception {
        YamuxStream first = open();
        YamuxStream second = open();
        var _ = first.write(Unpooled.buffer(60_000).writeZero(60_000));
        var _ = second.write(Unpooled.buffer(60_000).writeZero(60_000));
        run();
        List<Integer> order = new ArrayList<>();
        for (ByteBuf in = sent(); in.isReadable(); ) {
            in.skipBytes(1);
            int type = in.readByte();
            in.skipBytes(2);
            int id = in.readInt();
            int length = in.readInt();
            if (type == Frame.DATA) {
                in.skipBytes(length);
                order.add(id);
                assertTrue(length <= FrameWriter.MAX_BODY_BYTES);
            }
        }
        assertEquals(List.of(1, 3, 1, 3), order.subList(0, 4));
    }

    @Test
    void returnsCreditWhenHalfTheWindowIsConsumed() {
        receive(frame(Frame.WINDOW_UPDATE, Frame.SYN, 2, 0));
        assertFrame(Frame.WINDOW_UPDATE, Frame.ACK, 2, 0);
        receive(data(2, WINDOW / 2 - 1));
        assertNothingSent();
        receive(data(2, 1));
        assertFrame(Frame.WINDOW_UPDATE, 0, 2, WINDOW / 2);
    }

    @Test
    void returnsNoCreditWhilePaused() {
        receive(frame(Frame.WINDOW_UPDATE, Frame.SYN, 2, 0));
        assertFrame(Frame.WINDOW_UPDATE, Frame.ACK, 2, 0);
        Recorder recorder = sessions.inbound.getFirst();
        recorder.stream.setReading(false);
        receive(data(2, WINDOW));
        assertNothingSent();
        assertEquals(0, recorder.received.readableBytes());
        recorder.stream.setReading(true);
        run();
        assertEquals(WINDOW, recorder.received.readableBytes());
        assertFrame(Frame.WINDOW_UPDATE, 0, 2, WINDOW);
    }

    @Test
    void endsTheSessionWhenTheWindowIsOverrun() {
        receive(frame(Frame.WINDOW_UPDATE, Frame.SYN, 2, 0));
        assertFrame(Frame.WINDOW_UPDATE, Frame.ACK, 2, 0);
        Recorder recorder = sessions.inbound.getFirst();
        recorder.stream.setReading(false);
        receive(data(2, WINDOW));
        receive(data(2, 1));
        assertEnded(GoAwayCode.PROTOCOL_ERROR);
        assertNotNull(recorder.reset);
    }

    @Test
    void resetsTheStreamThatHoldsTooMuchOfTheMemoryOfAll() {
        for (int id = 2; id <= 8; id += 2) {
            receive(frame(Frame.WINDOW_UPDATE, Frame.SYN, id, 0));
            sessions.inbound.getLast().stream.setReading(false);
            receive(data(id, WINDOW));
        }
        assertNotNull(sessions.inbound.get(3).reset);
        assertEquals(1, overloads.sum());
        assertEquals(MEMORY, held.get());
        sessions.inbound.subList(0, 3).forEach(reader -> reader.stream.setReading(true));
        assertEquals(WINDOW, sessions.inbound.getFirst().received.readableBytes());
        assertEquals(0, held.get());
        assertTrue(channel.isOpen());
    }

    @Test
    void resetsTheWriterThatHoldsTooMuchOfTheMemoryOfAll() throws Exception {
        YamuxStream stream = open();
        CompletableFuture<Void> fits = stream.write(Unpooled.buffer().writeZero(MEMORY));
        assertEquals(MEMORY, held.get());
        CompletableFuture<Void> tooMuch = stream.write(Unpooled.buffer().writeZero(1));
        run();
        assertTrue(fits.isCompletedExceptionally());
        assertTrue(tooMuch.isCompletedExceptionally());
        assertNotNull(sessions.outbound.getFirst().reset);
        assertEquals(1, overloads.sum());
    }

    @Test
    void resetsTheStreamThatHoldsTooMuchOfItsConnection() {
        session = start(withMaxUnread(WINDOW), true);
        for (int id = 2; id <= 4; id += 2) {
            receive(frame(Frame.WINDOW_UPDATE, Frame.SYN, id, 0));
            sessions.inbound.getLast().stream.setReading(false);
            receive(data(id, WINDOW));
        }
        assertNull(sessions.inbound.getFirst().reset);
        assertNotNull(sessions.inbound.getLast().reset);
        assertEquals(1, overloads.sum());
    }

    @Test
    void endsTheSessionAtAnOverrunAnnouncedByAHeader() {
        receive(frame(Frame.DATA, Frame.SYN, 2, -1));
        assertEquals(GoAwayCode.PROTOCOL_ERROR.number(), goAwayCode());
        assertFalse(channel.isOpen());
    }

    @Test
    void endsTheSessionAtAnUnknownVersionOrType() {
        receive(Unpooled.wrappedBuffer(new byte[] {9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}));
        assertEnded(GoAwayCode.PROTOCOL_ERROR);
        session = start(CONFIG, true);
        receive(frame(7, 0, 0, 0));
        assertEnded(GoAwayCode.PROTOCOL_ERROR);
    }

    @Test
    void endsTheSessionWhenTheRemoteTakesOurIdsOrOneTwice() {
        receive(frame(Frame.WINDOW_UPDATE, Frame.SYN, 1, 0));
        assertEnded(GoAwayCode.PROTOCOL_ERROR);
        session = start(CONFIG, true);
        receive(frame(Frame.WINDOW_UPDATE, Frame.SYN, 2, 0));
        receive(frame(Frame.WINDOW_UPDATE, Frame.SYN, 2, 0));
        assertFrame(Frame.WINDOW_UPDATE, Frame.ACK, 2, 0);
        assertEnded(GoAwayCode.PROTOCOL_ERROR);
    }

    @Test
    void endsTheSessionAtAnImpossibleWindow() throws Exception {
        open();
        run();
        sent().clear();
        receive(frame(Frame.WINDOW_UPDATE, Frame.ACK, 1, -1));
        assertEnded(GoAwayCode.PROTOCOL_ERROR);
    }

    @Test
    void refusesStreamsBeyondTheLimitAndKeepsTheOthers() {
        for (int id = 2; id <= 10; id += 2) {
            receive(frame(Frame.WINDOW_UPDATE, Frame.SYN, id, 0));
        }
        for (int id = 2; id <= 8; id += 2) {
            assertFrame(Frame.WINDOW_UPDATE, Frame.ACK, id, 0);
        }
        assertFrame(Frame.WINDOW_UPDATE, Frame.RST, 10, 0);
        assertEquals(4, sessions.inbound.size());
        assertEquals(1, sessions.refused);
        receive(frame(Frame.WINDOW_UPDATE, Frame.RST, 2, 0));
        receive(frame(Frame.WINDOW_UPDATE, Frame.SYN, 12, 0));
        assertFrame(Frame.WINDOW_UPDATE, Frame.ACK, 12, 0);
    }

    @Test
    void endsTheSessionAtAFloodOfStreams() {
        for (int i = 0; i <= 4 + YamuxSession.MAX_REFUSED && channel.isOpen(); i++) {
            receive(frame(Frame.WINDOW_UPDATE, Frame.SYN, 2 + 2 * i, 0));
        }
        assertFalse(channel.isOpen());
        assertNotNull(sessions.closed);
    }

    @Test
    void endsTheSessionWhenTheRemoteDoesNotReadItsAnswers() {
        channel.config().setWriteBufferLowWaterMark(1).setWriteBufferHighWaterMark(2);
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
        for (int i = 0; i < FrameWriter.MAX_CONTROL_BYTES && channel.isOpen(); i++) {
            receive(frame(Frame.PING, Frame.SYN, 0, i));
        }
        run();
        assertFalse(channel.isOpen());
    }

    @Test
    void answersThousandsOfPingsAtOnce() {
        receive(pings(10_000));
        for (int i = 0; i < 10_000; i++) {
            assertFrame(Frame.PING, Frame.ACK, 0, i);
        }
        assertNothingSent();
    }

    /** A remote that never reads to the end, but enough to be sent more. */
    @Test
    void holdsFewAnswersHoweverManyWereRead() throws Exception {
        Socket socket = new Socket();
        channel.pipeline().addFirst(socket);
        int answersTaken = 3 * FrameWriter.MAX_BATCH_BYTES / Frame.HEADER_BYTES;
        socket.take(0);
        // Waits behind all answers.
        var _ = open().write(bytes("data"));
        receive(pings(FrameWriter.MAX_CONTROL_BYTES / Frame.HEADER_BYTES - 1000));
        for (int round = 0; round < 20; round++) {
            socket.take(3);
            sent().clear();
            receive(pings(answersTaken));
        }
        assertTrue(channel.isOpen());
        long bytes = allocator.metric().usedHeapMemory();
        assertTrue(bytes <= 4 * FrameWriter.MAX_CONTROL_BYTES, bytes + " bytes");
    }

    @Test
    void limitsItsOwnStreams() throws Exception {
        for (int i = 0; i < 8; i++) {
            open();
        }
        assertThrows(IOException.class, this::open);
        receive(frame(Frame.WINDOW_UPDATE, Frame.RST, 1, 0));
        assertEquals(17, open().id());
    }

    @Test
    void limitsStreamsThatTheRemoteHasNotAccepted() throws Exception {
        session = start(config(4, 1000, Duration.ofHours(1), Duration.ofHours(1)), true);
        receive(frame(Frame.DATA, Frame.SYN, 2, 1).writeByte(1));
        openAll(YamuxSession.MAX_UNACKNOWLEDGED);
        receive(frame(Frame.WINDOW_UPDATE, Frame.ACK, 1, 0));
        receive(frame(Frame.WINDOW_UPDATE, Frame.RST, 3, 0));
        openAll(2);
    }

    /** An acknowledgement may come from a remote whose streams have no owners yet. */
    @Test
    void opensFewStreamsBeforeTheRemoteHasAnsweredOnOne() throws Exception {
        session = start(config(4, 1000, Duration.ofHours(1), Duration.ofHours(1)), true);
        openAll(YamuxSession.MAX_EARLY);
        receive(frame(Frame.WINDOW_UPDATE, Frame.ACK, 1, 0));
        openAll(1);
        assertEquals(1, sessions.rooms);
        receive(data(1, 1));
        assertEquals(2, sessions.rooms);
        openAll(YamuxSession.MAX_UNACKNOWLEDGED - YamuxSession.MAX_EARLY);
    }

    /** So many and no more. */
    private void openAll(int count) throws IOException {
        for (int i = 0; i < count; i++) {
            assertTrue(session.mayOpen(), i + " were opened");
            open();
        }
        assertFalse(session.mayOpen());
        assertThrows(IOException.class, this::open);
    }

    @Test
    void ignoresFramesOfUnknownStreams() throws Exception {
        receive(data(44, 1000));
        receive(frame(Frame.WINDOW_UPDATE, Frame.FIN, 44, 7));
        receive(frame(Frame.WINDOW_UPDATE, Frame.RST, 44, 7));
        assertNothingSent();
        assertTrue(channel.isOpen());
        assertNotNull(open());
    }

    @Test
    void doesNotTakeTheErrorCodeOfAResetForCredit() throws Exception {
        YamuxStream stream = open();
        var _ = stream.write(Unpooled.buffer(WINDOW + 10).writeZero(WINDOW + 10));
        run();
        assertEquals(WINDOW, sentBody());
        receive(frame(Frame.WINDOW_UPDATE, Frame.RST, 1, 10));
        assertNothingSent();
        assertNotNull(sessions.outbound.getFirst().reset);
    }

    @Test
    void answersPingsAndMeasuresItsOwn() {
        session = start(config(4, 8, Duration.ofSeconds(30), Duration.ofHours(1)), true);
        receive(frame(Frame.PING, Frame.SYN, 0, 77));
        assertFrame(Frame.PING, Frame.ACK, 0, 77);
        assertTrue(session.roundTrip().isZero());
        receive(frame(Frame.PING, Frame.ACK, 0, 55));
        assertTrue(session.roundTrip().isZero());
        receive(frame(Frame.PING, Frame.ACK, 0, 1));
        assertTrue(session.roundTrip().isPositive());
    }

    @Test
    void endsTheSessionWhenPingsStayUnanswered() throws Exception {
        session = start(config(4, 8, Duration.ofMillis(20), Duration.ofHours(1)), true);
        runUntilClosed();
        assertTrue(String.valueOf(sessions.closed).contains("pings"), String.valueOf(sessions.closed));
    }

    @Test
    void resetsAWriterThatMakesNoProgress() throws Exception {
        session = start(config(4, 8, Duration.ofHours(1), Duration.ofMillis(20)), true);
        YamuxStream stream = open();
        var _ = stream.write(Unpooled.buffer(WINDOW + 10).writeZero(WINDOW + 10));
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (sessions.outbound.getFirst().reset == null && System.nanoTime() < end) {
            run();
        }
        assertNotNull(sessions.outbound.getFirst().reset);
        assertTrue(channel.isOpen());
    }

    @Test
    void aWriterIsNotResetWhileItMakesProgress() throws Exception {
        YamuxStream stream = open();
        var _ = stream.write(Unpooled.buffer(WINDOW + 10).writeZero(WINDOW + 10));
        run();
        stream.resetIfStalled(0, 100);
        stream.resetIfStalled(100, 100);
        receive(frame(Frame.WINDOW_UPDATE, Frame.ACK, 1, 4));
        stream.resetIfStalled(150, 100);
        stream.resetIfStalled(250, 100);
        assertNull(sessions.outbound.getFirst().reset);
        // Six bytes have waited since the look at 150.
        stream.resetIfStalled(251, 100);
        assertNotNull(sessions.outbound.getFirst().reset);
    }

    @Test
    void aWriterHasTheWholeTimeAfterAPause() throws Exception {
        YamuxStream stream = open();
        var _ = stream.write(Unpooled.buffer(WINDOW).writeZero(WINDOW));
        run();
        stream.resetIfStalled(0, 100);
        stream.resetIfStalled(1000, 100);
        var _ = stream.write(Unpooled.buffer(10).writeZero(10));
        run();
        stream.resetIfStalled(1001, 100);
        stream.resetIfStalled(1101, 100);
        assertNull(sessions.outbound.getFirst().reset);
        stream.resetIfStalled(1102, 100);
        assertNotNull(sessions.outbound.getFirst().reset);
    }

    @Test
    void aGoAwayEndsTheSession() throws Exception {
        open();
        receive(frame(Frame.GO_AWAY, 0, 0, 0));
        assertFalse(channel.isOpen());
        assertNotNull(sessions.outbound.getFirst().reset);
        assertThrows(IOException.class, this::open);
    }

    @Test
    void closeSaysGoAwayAndFailsLaterWrites() throws Exception {
        YamuxStream stream = open();
        run();
        sent().clear();
        session.close();
        assertEnded(GoAwayCode.NORMAL);
        CompletableFuture<Void> late = stream.write(bytes("late"));
        run();
        assertTrue(late.isCompletedExceptionally());
    }

    @Test
    void tellsWhenWritabilityChanges() throws Exception {
        YamuxStream stream = open();
        var _ = stream.write(Unpooled.buffer(3 * WINDOW).writeZero(3 * WINDOW));
        assertFalse(stream.isWritable());
        run();
        assertFalse(stream.isWritable());
        int before = sessions.outbound.getFirst().writabilityChanges;
        receive(frame(Frame.WINDOW_UPDATE, Frame.ACK, 1, 2 * WINDOW));
        assertTrue(stream.isWritable());
        assertTrue(sessions.outbound.getFirst().writabilityChanges > before);
    }

    @Test
    void aListenerThatThrowsLosesItsStreamOnly() {
        receive(frame(Frame.WINDOW_UPDATE, Frame.SYN, 2, 0));
        receive(frame(Frame.WINDOW_UPDATE, Frame.SYN, 4, 0));
        assertFrame(Frame.WINDOW_UPDATE, Frame.ACK, 2, 0);
        assertFrame(Frame.WINDOW_UPDATE, Frame.ACK, 4, 0);
        sessions.inbound.getFirst().failure = new IllegalStateException("bad listener");
        receive(data(2, 10));
        assertFrame(Frame.WINDOW_UPDATE, Frame.RST, 2, 0);
        receive(data(4, 10));
        assertEquals(10, sessions.inbound.getLast().received.readableBytes());
    }

    @Test
    void copiesSmallPiecesTogetherWhilePaused() {
        receive(frame(Frame.WINDOW_UPDATE, Frame.SYN, 2, 0));
        Recorder recorder = sessions.inbound.getFirst();
        recorder.stream.setReading(false);
        for (int i = 0; i < 50_000; i++) {
            receive(frame(Frame.DATA, 0, 2, 1).writeByte(i));
        }
        recorder.stream.setReading(true);
        assertEquals(50_000, recorder.received.readableBytes());
        assertTrue(recorder.deliveries < 100, recorder.deliveries + " deliveries");
    }

    @Test
    void aPieceThatWaitsDoesNotKeepTheLongMessageThatItCameIn() {
        receive(frame(Frame.WINDOW_UPDATE, Frame.SYN, 2, 0));
        Recorder recorder = sessions.inbound.getFirst();
        recorder.stream.setReading(false);
        for (int length : List.of(1, ReceiveQueue.KEEP_BYTES, MESSAGE_BYTES / 2 - 100)) {
            ByteBuf message = message(2, length);
            receive(message);
            assertEquals(0, message.refCnt(), length + " bytes");
        }
        ByteBuf mostly = message(2, MESSAGE_BYTES / 2 + 100);
        receive(mostly);
        assertEquals(1, mostly.refCnt(), "what is most of a message is not copied");
    }

    @Test
    void whatIsPutBackDoesNotKeepTheLongMessageThatItCameIn() {
        receive(frame(Frame.WINDOW_UPDATE, Frame.SYN, 2, 0));
        Recorder recorder = sessions.inbound.getFirst();
        recorder.putsBack = true;
        ByteBuf message = message(2, 16);
        receive(message);
        assertEquals(0, message.refCnt());
        recorder.putsBack = false;
        recorder.stream.setReading(true);
        assertEquals(16, recorder.received.readableBytes());
    }

    @Test
    void whatIsSentBackDoesNotKeepTheLongMessageThatItCameIn() throws Exception {
        YamuxStream stream = open();
        var _ = stream.write(Unpooled.buffer().writeZero(WINDOW));
        run();
        ByteBuf message = Unpooled.buffer().writeZero(MESSAGE_BYTES);
        var _ = stream.write(message.readRetainedSlice(16));
        message.release();
        assertEquals(0, message.refCnt());
        assertEquals(16, stream.pendingBytes());
    }

    @Test
    void whatNobodyReadsIsGivenUpSomeTimeAfterTheEndOfTheSession() {
        Recorder recorder = settledAndUnread();
        channel.freezeTime();
        receive(frame(Frame.GO_AWAY, 0, 0, 0));
        channel.advanceTimeBy(CONFIG.stallTimeout().toSeconds() - 1, TimeUnit.SECONDS);
        run();
        assertNull(recorder.reset);
        assertEquals(WINDOW, held.get());
        channel.advanceTimeBy(2, TimeUnit.SECONDS);
        run();
        assertNotNull(recorder.reset);
        assertEquals(0, held.get());
    }

    @Test
    void whatHasArrivedCanBeReadAfterTheEndOfTheSession() {
        Recorder recorder = settledAndUnread();
        receive(frame(Frame.GO_AWAY, 0, 0, 0));
        assertFalse(channel.isOpen());
        recorder.stream.setReading(true);
        assertEquals(WINDOW, recorder.received.readableBytes());
        assertTrue(recorder.finished);
        assertNull(recorder.reset);
    }

    /** A stream that has ended in both directions, with a window of bytes that its owner has not read. */
    private Recorder settledAndUnread() {
        receive(frame(Frame.WINDOW_UPDATE, Frame.SYN, 2, 0));
        Recorder recorder = sessions.inbound.getFirst();
        recorder.stream.setReading(false);
        for (int i = 0; i < 32; i++) {
            receive(data(2, WINDOW / 32));
        }
        receive(frame(Frame.DATA, Frame.FIN, 2, 0));
        recorder.stream.closeWrite();
        run();
        return recorder;
    }

    // ---- the remote, frame by frame

    private YamuxSession start(YamuxConfig config, boolean initiator) {
        channel.finishAndReleaseAll();
        sessions.clear();
        YamuxSession started = new YamuxSession(initiator, config, memory, sessions);
        channel = new EmbeddedChannel();
        channel.config().setAllocator(allocator);
        channel.pipeline().addLast(started);
        unread = null;
        run();
        assertFrame(Frame.PING, Frame.SYN, 0, 1);
        return started;
    }

    private static YamuxConfig config(int inbound, int outbound, Duration keepAlive, Duration stall) {
        return new YamuxConfig(inbound, outbound, 16 << 20, 32 << 20, 64 << 20, keepAlive, keepAlive, stall);
    }

    private static YamuxConfig withMaxUnread(int bytes) {
        Duration hour = Duration.ofHours(1);
        return new YamuxConfig(4, 8, 16 << 20, 32 << 20, bytes, hour, hour, hour);
    }

    private YamuxStream open() throws IOException {
        return session.open(stream -> {
            Recorder recorder = new Recorder(stream);
            sessions.outbound.add(recorder);
            return recorder;
        });
    }

    private void run() {
        channel.runPendingTasks();
        channel.runScheduledPendingTasks();
        channel.runPendingTasks();
    }

    private void runUntilClosed() {
        long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (channel.isOpen() && System.nanoTime() < end) {
            run();
        }
        assertFalse(channel.isOpen());
    }

    private void receive(ByteBuf frames) {
        if (channel.isOpen()) {
            channel.writeInbound(frames);
        } else {
            frames.release();
        }
    }

    private static ByteBuf frame(int type, int flags, int id, int length) {
        ByteBuf out = Unpooled.buffer();
        Frame.writeHeader(out, type, flags, id, length);
        return out;
    }

    private static ByteBuf data(int id, int length) {
        return frame(Frame.DATA, 0, id, length).writeZero(length);
    }

    private static ByteBuf pings(int count) {
        ByteBuf out = Unpooled.buffer(count * Frame.HEADER_BYTES);
        for (int i = 0; i < count; i++) {
            Frame.writeHeader(out, Frame.PING, Frame.SYN, Frame.SESSION, i);
        }
        return out;
    }

    /** The longest message, in which all but these bytes are for a stream that is not there. */
    private static ByteBuf message(int id, int length) {
        int rest = MESSAGE_BYTES - length - 2 * Frame.HEADER_BYTES;
        ByteBuf out = Unpooled.buffer(MESSAGE_BYTES, MESSAGE_BYTES);
        Frame.writeHeader(out, Frame.DATA, 0, id, length);
        out.writeZero(length);
        Frame.writeHeader(out, Frame.DATA, 0, id + 1000, rest);
        return out.writeZero(rest);
    }

    private static ByteBuf bytes(String text) {
        return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
    }

    private @Nullable ByteBuf unread;

    /** Everything sent so far that no assertion has read. */
    private ByteBuf sent() {
        ByteBuf all = unread == null ? Unpooled.buffer() : unread;
        for (ByteBuf out = channel.readOutbound(); out != null; out = channel.readOutbound()) {
            all.writeBytes(out);
            out.release();
        }
        unread = all;
        return all;
    }

    private void assertFrame(int type, int flags, int id, int length) {
        ByteBuf in = sent();
        assertTrue(in.readableBytes() >= Frame.HEADER_BYTES, "no frame was sent");
        String expected = "type " + type + " flags " + flags + " id " + id + " length " + length;
        in.skipBytes(1);
        String actual = "type " + in.readByte() + " flags " + in.readShort() + " id " + in.readInt() + " length "
                + in.readInt();
        assertEquals(expected, actual);
    }

    private String assertData(int flags, int id, int length) {
        assertFrame(Frame.DATA, flags, id, length);
        return sent().readString(length, StandardCharsets.UTF_8);
    }

    private void assertNothingSent() {
        run();
        assertEquals(0, sent().readableBytes());
    }

    private int sentBody() {
        int bytes = 0;
        run();
        for (ByteBuf in = sent(); in.isReadable(); ) {
            in.skipBytes(1);
            boolean data = in.readByte() == Frame.DATA;
            in.skipBytes(6);
            int length = in.readInt();
            if (data) {
                bytes += length;
                in.skipBytes(length);
            }
        }
        return bytes;
    }

    private int goAwayCode() {
        ByteBuf in = sent();
        in.skipBytes(in.readableBytes() - Frame.HEADER_BYTES + 1);
        assertEquals(Frame.GO_AWAY, in.readByte());
        in.skipBytes(6);
        return in.readInt();
    }

    private void assertEnded(GoAwayCode code) {
        assertFrame(Frame.GO_AWAY, 0, 0, code.number());
        assertFalse(channel.isOpen());
        assertNotNull(sessions.closed);
    }

    /** Takes so many batches, and then no more. */
    private final class Socket extends ChannelOutboundHandlerAdapter {
        private int room;

        void take(int batches) {
            room = batches;
            setWritable(batches > 0);
            run();
        }

        @Override
        public void write(ChannelHandlerContext ctx, Object batch, ChannelPromise promise) {
            room--;
            setWritable(room > 0);
            var _ = ctx.write(batch, promise);
        }

        private void setWritable(boolean writable) {
            ChannelOutboundBuffer open = channel.unsafe().outboundBuffer();
            if (open != null) {
                open.setUserDefinedWritability(1, writable);
            }
        }
    }

    private static final class Sessions implements YamuxSession.Listener {
        private final List<Recorder> inbound = new ArrayList<>();
        private final List<Recorder> outbound = new ArrayList<>();
        private int rooms;
        private int refused;
        private @Nullable Throwable closed;

        @Override
        public YamuxStream.Listener onStream(YamuxStream stream) {
            Recorder recorder = new Recorder(stream);
            inbound.add(recorder);
            return recorder;
        }

        @Override
        public void onRefused() {
            refused++;
        }

        @Override
        public void onRoom() {
            rooms++;
        }

        @Override
        public void onClosed(Throwable cause) {
            assertNull(closed);
            closed = cause;
        }

        void clear() {
            inbound.clear();
            outbound.clear();
            closed = null;
        }
    }

    private static final class Recorder implements YamuxStream.Listener {
        private final YamuxStream stream;
        private final ByteBuf received = Unpooled.buffer();
        private int deliveries;
        private int writabilityChanges;
        private boolean putsBack;
        private boolean ended;
        private boolean finished;
        private @Nullable Throwable reset;
        private @Nullable RuntimeException failure;

        Recorder(YamuxStream stream) {
            this.stream = stream;
        }

        String text() {
            return received.toString(StandardCharsets.UTF_8);
        }

        @Override
        public void onData(ByteBuf data) {
            if (failure != null) {
                throw failure;
            }
            if (putsBack) {
                stream.setReading(false);
                stream.pushBack(data);
                return;
            }
            deliveries++;
            received.writeBytes(data);
        }

        @Override
        public void onEnd() {
            ended = true;
        }

        @Override
        public void onWritabilityChanged() {
            writabilityChanges++;
        }

        @Override
        public void onReset(Throwable cause) {
            assertNull(reset);
            reset = cause;
        }

        @Override
        public void onFinished() {
            finished = true;
        }
    }
}
