package io.replicator.libp2p.noise;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.DecoderException;
import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.libp2p.multiformats.PeerId;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The handshake and the encryption on channels that are connected by hand. */
final class NoiseHandlersTest {

    private static final List<String> MUXERS = List.of("/yamux/1.0.0");

    private final PrivateKey initiatorKey = PrivateKey.generateEd25519(new SecureRandom());
    private final PrivateKey responderKey = PrivateKey.generateEd25519(new SecureRandom());
    private final List<SecuredPeer> secured = new ArrayList<>();

    @Test
    void provesBothIdentitiesAndPassesTheMuxers() {
        EmbeddedChannel responder = channel(false, responderKey, null);
        EmbeddedChannel initiator = channel(true, initiatorKey, responderKey.peerId());
        exchange(initiator, responder);
        assertEquals(
                List.of(responderKey.publicKey(), initiatorKey.publicKey()),
                secured.stream().map(SecuredPeer::key).toList());
        assertEquals(MUXERS, secured.getFirst().muxers());
        finish(initiator, responder);
    }

    @Test
    void refusesAnotherPeerThanTheExpectedOne() {
        EmbeddedChannel responder = channel(false, responderKey, null);
        PeerId other = PrivateKey.generateEd25519(new SecureRandom()).peerId();
        EmbeddedChannel initiator = channel(true, initiatorKey, other);
        DecoderException refused = assertThrows(DecoderException.class, () -> exchange(initiator, responder));
        assertTrue(String.valueOf(refused.getMessage()).contains("expected " + other), refused.toString());
        assertTrue(secured.isEmpty());
        finish(initiator, responder);
    }

    @Test
    void refusesASignatureOfAnotherStaticKey() throws Exception {
        NoiseIdentity honest = new NoiseIdentity(responderKey, MUXERS);
        byte[] staticKeyOfAnother = X25519KeyPair.generate().publicBytes();
        assertNotNull(NoiseIdentity.verify(honest.payload(), honest.staticKey().publicBytes()));
        assertThrows(NoiseException.class, () -> NoiseIdentity.verify(honest.payload(), staticKeyOfAnother));
    }

    @Test
    void refusesAnEmptyOrMalformedProof() {
        byte[] staticKey = X25519KeyPair.generate().publicBytes();
        assertThrows(NoiseException.class, () -> NoiseIdentity.verify(new byte[0], staticKey));
        assertThrows(NoiseException.class, () -> NoiseIdentity.verify(new byte[] {10, 127, 1}, staticKey));
    }

    @Test
    void refusesAnOversizedHandshakeMessageBeforeItComes() {
        EmbeddedChannel responder = channel(false, responderKey, null);
        ByteBuf length = Unpooled.buffer().writeShort(NoiseHandshakeHandler.MAX_MESSAGE_BYTES + 1);
        assertThrows(DecoderException.class, () -> responder.writeInbound(length));
        responder.finishAndReleaseAll();
    }

    /** A public key of zeros fails in the middle of the answer; what comes after it must not be taken for a message. */
    @Test
    void readsNothingAfterAFailure() {
        EmbeddedChannel responder = channel(false, responderKey, null);
        ByteBuf first = Unpooled.buffer().writeShort(32).writeZero(32);
        DecoderException refused = assertThrows(DecoderException.class, () -> responder.writeInbound(first));
        assertTrue(refused.getCause() instanceof NoiseException, refused.toString());
        responder.writeInbound(Unpooled.buffer().writeShort(64).writeZero(64));
        responder.finishAndReleaseAll();
        assertTrue(secured.isEmpty());
    }

    @Test
    void carriesBuffersOfAllSizesInPiecesOfAnySize() throws Exception {
        EmbeddedChannel[] pair = transports();
        Random random = new Random(5);
        for (int size : new int[] {1, 15, 16, 1000, 65_518, 65_519, 65_520, 200_000}) {
            byte[] data = new byte[size];
            random.nextBytes(data);
            pair[0].writeOutbound(Unpooled.wrappedBuffer(data));
            ByteBuf wire = drain(pair[0].outboundMessages());
            while (wire.isReadable()) {
                int length = Math.min(wire.readableBytes(), 1 + random.nextInt(4000));
                pair[1].writeInbound(wire.readRetainedSlice(length));
            }
            wire.release();
            ByteBuf received = drain(pair[1].inboundMessages());
            assertEquals(Unpooled.wrappedBuffer(data), received);
            received.release();
        }
        finish(pair);
    }

    @Test
    void encryptsDirectBuffersToo() throws Exception {
        EmbeddedChannel[] pair = transports();
        pair[0].writeOutbound(Unpooled.directBuffer().writeLong(42));
        pair[1].writeInbound(drain(pair[0].outboundMessages()));
        ByteBuf received = pair[1].readInbound();
        assertEquals(42, received.readLong());
        received.release();
        finish(pair);
    }

    @Test
    void encryptsInPlaceWhereThereIsRoom() throws Exception {
        for (int size : new int[] {8, 5000, NoiseTransportHandler.MAX_PLAINTEXT_BYTES}) {
            EmbeddedChannel[] pair = transports();
            ByteBuf data = withRoom(2, size, CipherState.TAG_BYTES);
            byte[] plain = ByteBufUtil.getBytes(data);
            pair[0].writeOutbound(data);
            ByteBuf frame = pair[0].readOutbound();
            assertSame(data, frame);
            pair[1].writeInbound(frame);
            ByteBuf received = pair[1].readInbound();
            assertArrayEquals(plain, ByteBufUtil.getBytes(received));
            received.release();
            finish(pair);
        }
    }

    @Test
    void copiesWhatHasTooLittleRoom() throws Exception {
        EmbeddedChannel[] pair = transports();
        int tag = CipherState.TAG_BYTES;
        int most = NoiseTransportHandler.MAX_PLAINTEXT_BYTES;
        for (ByteBuf data : List.of(withRoom(1, 8, tag), withRoom(2, 8, tag - 1), withRoom(2, most + 1, tag))) {
            byte[] plain = ByteBufUtil.getBytes(data);
            pair[0].writeOutbound(data);
            assertEquals(0, data.refCnt());
            pair[1].writeInbound(drain(pair[0].outboundMessages()));
            ByteBuf received = drain(pair[1].inboundMessages());
            assertArrayEquals(plain, ByteBufUtil.getBytes(received));
            received.release();
        }
        finish(pair);
    }

    @Test
    void decryptsInPlaceWhatCameAsAWhole() throws Exception {
        EmbeddedChannel[] pair = transports();
        pair[0].writeOutbound(Unpooled.copyLong(1), Unpooled.copyLong(2));
        ByteBuf both = drain(pair[0].outboundMessages());
        ByteBuf wire = Unpooled.directBuffer().writeBytes(both);
        both.release();
        pair[1].writeInbound(wire);
        ByteBuf first = pair[1].readInbound();
        ByteBuf last = pair[1].readInbound();
        assertEquals(1, first.readLong());
        assertSame(wire, last);
        assertEquals(2, last.readLong());
        assertFalse(last.isReadable());
        first.release();
        assertEquals(1, last.refCnt());
        last.release();
        finish(pair);
    }

    @Test
    void releasesATamperedMessageThatCameAsAWhole() throws Exception {
        EmbeddedChannel[] pair = transports();
        ByteBuf data = withRoom(2, 100, CipherState.TAG_BYTES);
        pair[0].writeOutbound(data);
        ByteBuf wire = pair[0].readOutbound();
        wire.setByte(50, wire.getByte(50) ^ 1);
        assertThrows(NoiseException.class, () -> pair[1].writeInbound(wire));
        assertNull(pair[1].readInbound());
        assertEquals(0, wire.refCnt());
        finish(pair);
    }

    /** A direct buffer with so many bytes of room around what is readable. */
    private static ByteBuf withRoom(int front, int size, int behind) {
        byte[] data = new byte[size];
        new Random(size).nextBytes(data);
        int capacity = front + size + behind;
        return Unpooled.directBuffer(capacity, capacity).setIndex(front, front).writeBytes(data);
    }

    @Test
    void failsAtATamperedMessageAndPassesNothingOn() throws Exception {
        EmbeddedChannel[] pair = transports();
        pair[0].writeOutbound(Unpooled.wrappedBuffer(new byte[100]));
        ByteBuf wire = drain(pair[0].outboundMessages());
        wire.setByte(50, wire.getByte(50) ^ 1);
        assertThrows(NoiseException.class, () -> pair[1].writeInbound(wire));
        assertNull(pair[1].readInbound());
        finish(pair);
    }

    @Test
    void failsAtAMessageShorterThanItsTag() throws Exception {
        EmbeddedChannel[] pair = transports();
        assertThrows(
                NoiseException.class,
                () -> pair[1].writeInbound(Unpooled.buffer().writeShort(15)));
        finish(pair);
    }

    private EmbeddedChannel channel(boolean initiator, PrivateKey key, @Nullable PeerId expected) {
        return new EmbeddedChannel(new NoiseHandshakeHandler(
                initiator, new NoiseIdentity(key, MUXERS), expected, (ctx, peer) -> secured.add(peer)));
    }

    private static void exchange(EmbeddedChannel a, EmbeddedChannel b) {
        for (int i = 0; i < 3; i++) {
            pass(a, b);
            pass(b, a);
        }
    }

    private static void pass(EmbeddedChannel from, EmbeddedChannel to) {
        for (ByteBuf out = from.readOutbound(); out != null; out = from.readOutbound()) {
            to.writeInbound(out);
        }
    }

    private static EmbeddedChannel[] transports() throws NoiseException {
        NoiseCiphers[] ciphers = XxHandshakeTest.connect();
        return new EmbeddedChannel[] {
            new EmbeddedChannel(new NoiseTransportHandler(ciphers[0])),
            new EmbeddedChannel(new NoiseTransportHandler(ciphers[1]))
        };
    }

    private static ByteBuf drain(Queue<Object> messages) {
        ByteBuf all = Unpooled.buffer();
        for (Object message = messages.poll(); message != null; message = messages.poll()) {
            ByteBuf part = (ByteBuf) message;
            all.writeBytes(part);
            part.release();
        }
        assertTrue(all.isReadable(), () -> "nothing but " + ByteBufUtil.hexDump(all));
        return all;
    }

    private static void finish(EmbeddedChannel... channels) {
        for (EmbeddedChannel channel : channels) {
            channel.finishAndReleaseAll();
        }
    }
}
