package io.replicator.libp2p.pnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.ChannelFuture;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The encryption on channels that are connected by hand; no buffer may be left over. */
final class PrivateNetworkHandlerTest {

    private static final PreSharedKey KEY = PreSharedKey.generate(new SecureRandom());

    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
    private final List<EmbeddedChannel> channels = new ArrayList<>();

    @AfterEach
    void leavesNoBufferBehind() {
        channels.forEach(EmbeddedChannel::finishAndReleaseAll);
        assertEquals(0, allocator.metric().usedHeapMemory());
        assertEquals(0, allocator.metric().usedDirectMemory());
    }

    @Test
    void sendsARandomNonceAtOnce() {
        EmbeddedChannel one = channel(KEY);
        EmbeddedChannel other = channel(KEY);
        String nonce = sent(one);
        assertEquals(2 * 24, nonce.length());
        assertNotEquals(nonce, sent(other));
        assertEquals("", sent(one));
    }

    /** Of the tests of golang.org/x/crypto/salsa20. */
    @Test
    void readsKnownVectorsOfXSalsa20() {
        PreSharedKey key = PreSharedKeyTest.parse("/key/swarm/psk/1.0.0/\n/bin/\nthis is 32-byte key for xsalsa20");
        EmbeddedChannel hello = channel(key);
        hello.writeInbound(text("24-byte nonce for xsalsa"), hex("002d4513843fc240c401e541"));
        assertEquals("Hello world!", new String(received(hello), StandardCharsets.US_ASCII));
        EmbeddedChannel zeros = channel(key);
        zeros.writeInbound(
                text("24-byte nonce for xsalsa"),
                hex("4848297feb1fb52fb66d81609bd547fabcbe7026edc8b5e5e449d088bfa69c08"),
                hex("8f5d8da1d791267c2c195a7f8cae9c4b4050d08ce6d3a151ec265f3a58e47648"));
        assertEquals("00".repeat(64), ByteBufUtil.hexDump(received(zeros)));
    }

    @Test
    void carriesBuffersOfAllSizesInPiecesOfAnySize() {
        long seed = 5;
        Random random = new Random(seed);
        for (int round = 0; round < 50; round++) {
            EmbeddedChannel from = channel(KEY);
            EmbeddedChannel to = channel(KEY);
            ByteBuf plain = allocator.buffer();
            for (int size : new int[] {0, 1, 63, 64, 65, 1 + random.nextInt(2000)}) {
                byte[] data = new byte[size];
                random.nextBytes(data);
                plain.writeBytes(data);
                from.writeOutbound(
                        random.nextBoolean()
                                ? buffer(data)
                                : allocator.directBuffer().writeBytes(data));
            }
            ByteBuf wire = buffer(ByteBufUtil.decodeHexDump(sent(from)));
            while (wire.isReadable()) {
                to.writeInbound(wire.readRetainedSlice(Math.min(wire.readableBytes(), 1 + random.nextInt(100))));
            }
            wire.release();
            assertEquals(ByteBufUtil.hexDump(plain), ByteBufUtil.hexDump(received(to)), () -> "seed " + seed);
            plain.release();
        }
    }

    @Test
    void readsByteByByte() {
        EmbeddedChannel from = channel(KEY);
        EmbeddedChannel to = channel(KEY);
        from.writeOutbound(text("hello"));
        for (byte octet : ByteBufUtil.decodeHexDump(sent(from))) {
            to.writeInbound(buffer(new byte[] {octet}));
        }
        assertEquals("hello", new String(received(to), StandardCharsets.US_ASCII));
    }

    @Test
    void leavesTheBufferOfTheWriterAsItIs() {
        EmbeddedChannel channel = channel(KEY);
        ByteBuf data = text("plain");
        channel.writeOutbound(data.retainedSlice());
        assertEquals("plain", data.toString(StandardCharsets.US_ASCII));
        assertEquals(1, data.refCnt());
        data.release();
    }

    @Test
    void completesEachWriteWhenItsBytesAreSent() {
        EmbeddedChannel channel = channel(KEY);
        String nonce = sent(channel);
        ChannelFuture first = channel.write(text("first"));
        ChannelFuture second = channel.write(text("second"));
        assertFalse(first.isDone() || second.isDone());
        channel.flush();
        assertTrue(first.isSuccess() && second.isSuccess());
        EmbeddedChannel reader = channel(KEY);
        reader.writeInbound(buffer(ByteBufUtil.decodeHexDump(nonce + sent(channel))));
        assertEquals("firstsecond", new String(received(reader), StandardCharsets.US_ASCII));
    }

    @Test
    void failsWritesOnAClosedChannel() {
        EmbeddedChannel channel = channel(KEY);
        ChannelFuture pending = channel.write(text("never flushed"));
        var _ = channel.close();
        assertTrue(pending.isDone() && !pending.isSuccess());
        ByteBuf late = text("late");
        assertFalse(channel.write(late).isSuccess());
        assertEquals(0, late.refCnt());
    }

    @Test
    void makesNoiseOfAnotherKey() {
        EmbeddedChannel from = channel(KEY);
        EmbeddedChannel to = channel(PreSharedKey.generate(new SecureRandom()));
        String plain = "a whole sentence in plain English";
        from.writeOutbound(text(plain));
        String wire = sent(from);
        to.writeInbound(buffer(ByteBufUtil.decodeHexDump(wire)));
        byte[] received = received(to);
        assertEquals(plain.length(), received.length);
        assertNotEquals(plain, new String(received, StandardCharsets.US_ASCII));
        assertFalse(wire.contains(ByteBufUtil.hexDump(plain.getBytes(StandardCharsets.US_ASCII))));
    }

    /** A mirror would otherwise speak multistream-select perfectly. */
    @Test
    void refusesItsOwnNonceAndReadsNothingBehindIt() {
        EmbeddedChannel channel = channel(KEY);
        channel.writeOutbound(text("header"));
        byte[] mirrored = ByteBufUtil.decodeHexDump(sent(channel));
        assertThrows(IOException.class, () -> channel.writeInbound(buffer(mirrored)));
        assertThrows(IOException.class, () -> channel.writeInbound(text("more")));
        assertNull(channel.readInbound());
    }

    private EmbeddedChannel channel(PreSharedKey key) {
        EmbeddedChannel channel = new EmbeddedChannel();
        channel.config().setAllocator(allocator);
        channel.pipeline().addLast(new PrivateNetworkHandler(key));
        channels.add(channel);
        return channel;
    }

    private ByteBuf buffer(byte[] bytes) {
        return allocator.heapBuffer().writeBytes(bytes);
    }

    private ByteBuf text(String text) {
        return buffer(text.getBytes(StandardCharsets.US_ASCII));
    }

    private ByteBuf hex(String digits) {
        return buffer(ByteBufUtil.decodeHexDump(digits));
    }

    private static byte[] received(EmbeddedChannel channel) {
        return drain(channel::readInbound);
    }

    /** What was sent since the last look, in hexadecimal. */
    private static String sent(EmbeddedChannel channel) {
        return ByteBufUtil.hexDump(drain(channel::readOutbound));
    }

    private static byte[] drain(Supplier<ByteBuf> messages) {
        ByteBuf all = Unpooled.buffer();
        for (ByteBuf part = messages.get(); part != null; part = messages.get()) {
            all.writeBytes(part);
            part.release();
        }
        return ByteBufUtil.getBytes(all);
    }
}
