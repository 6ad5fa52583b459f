package io.replicator.node.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.CodedOutputStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.replicator.engine.message.Message;
import io.replicator.engine.model.NetworkId;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MalformedFramesTest {

    private final FrameEncoder encoder = new FrameEncoder(UnpooledByteBufAllocator.DEFAULT);
    private final RandomMessages random = new RandomMessages(42);
    private final NetworkId network = random.network();
    private final byte[] hello = Received.bytesOf(encoder.encodeHello(random.hello()));

    /** A payload that ends early, in a frame whose length says so. */
    @Test
    void refusesAFrameThatEndsAtAnyByteBeforeItsEnd() {
        for (Message message : random.oneOfEach().values()) {
            byte[] payload = payloadOf(message);
            for (int length = 1; length < payload.length; length++) {
                byte[] cut = frame(Arrays.copyOf(payload, length));
                assertThrows(MalformedFrameException.class, () -> Received.from(hello, cut));
            }
        }
    }

    @Test
    void waitsForTheRestOfAFrameThatIsCutAtAnyByte() throws WireException {
        Message message = Objects.requireNonNull(random.oneOfEach().get("ask-propose"));
        byte[] whole = frame(payloadOf(message));
        for (int length = 0; length < whole.length; length++) {
            Received received = new Received();
            FrameDecoder decoder = new FrameDecoder(received);
            decoder.feed(Unpooled.wrappedBuffer(hello));
            decoder.feed(Unpooled.wrappedBuffer(whole, 0, length));
            assertEquals(List.of(), received.messages);
            decoder.feed(Unpooled.wrappedBuffer(whole, length, whole.length - length));
            assertEquals(List.of(message), received.messages);
        }
    }

    /** Whatever the bits are: either messages or the named exception, and never another one. */
    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void takesFlippedBitsForMessagesOrForDamage(long seed) {
        Random bits = new Random(seed);
        int refused = 0;
        for (Message message : new RandomMessages(seed).oneOfEach().values()) {
            byte[] payload = payloadOf(message);
            for (int i = 0; i < 200; i++) {
                byte[] damaged = payload.clone();
                for (int flips = 1 + bits.nextInt(3); flips > 0; flips--) {
                    damaged[bits.nextInt(damaged.length)] ^= (byte) (1 << bits.nextInt(Byte.SIZE));
                }
                try {
                    Received.from(hello, frame(damaged));
                } catch (MalformedFrameException e) {
                    refused++;
                } catch (WireException e) {
                    throw new AssertionError("seed " + seed, e);
                }
            }
        }
        assertTrue(refused > 0, "seed " + seed);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, Integer.MIN_VALUE, Integer.MAX_VALUE, WireFormat.MAX_FRAME_BYTES + 1})
    void refusesLengthsBeyondTheLimitBeforeAnythingElseArrives(int length) {
        byte[] header = Unpooled.copyInt(length).array();
        assertThrows(MalformedFrameException.class, () -> Received.from(hello, header));
    }

    @Test
    void refusesLongFramesBeforeTheHello() {
        byte[] header = Unpooled.copyInt(WireFormat.MAX_HELLO_FRAME_BYTES + 1).array();
        assertThrows(MalformedFrameException.class, () -> Received.from(header, new byte[0]));
    }

    @Test
    void refusesMessagesBeforeTheHello() {
        byte[] batch = frame(payloadOf(new Message.PullConfigs(1)));
        assertThrows(MalformedFrameException.class, () -> Received.from(batch, new byte[0]));
    }

    @Test
    void takesAnotherHelloWhenSomethingHasChanged() throws WireException {
        Message.Hello changed = random.hello();
        Received received = Received.from(hello, Received.bytesOf(encoder.encodeHello(changed)));
        assertEquals(changed, received.hello);
    }

    @Test
    void dropsWhatComesAfterAFailure() throws WireException {
        Received received = new Received();
        FrameDecoder decoder = new FrameDecoder(received);
        assertThrows(MalformedFrameException.class, () -> decoder.feed(Unpooled.copyInt(-1)));
        decoder.feed(Unpooled.wrappedBuffer(hello));
        assertNull(received.hello);
    }

    @Test
    void doesNotAllocateWhatIsOnlyAnnounced() throws WireException {
        FrameDecoder decoder = new FrameDecoder(new Received());
        decoder.feed(Unpooled.wrappedBuffer(hello));
        decoder.feed(Unpooled.copyInt(WireFormat.MAX_FRAME_BYTES));
        decoder.feed(Unpooled.wrappedBuffer(new byte[10]));
        assertTrue(decoder.collectingBytes() <= 20, "has " + decoder.collectingBytes());
    }

    @Test
    void tellsAnUnknownVersionFromDamage() throws IOException {
        byte[] future = frame(nested(1, out -> {
            out.writeUInt32(1, 2);
            out.writeString(3, "what version 2 makes of field 3");
        }));
        UnsupportedWireVersionException refused =
                assertThrows(UnsupportedWireVersionException.class, () -> Received.from(future, new byte[0]));
        assertEquals(2, refused.version());
    }

    @Test
    void passesOverKindsThatOnlyLaterVersionsKnow() throws Exception {
        Message known = new Message.PullConfigs(7);
        byte[] knownBytes = nested(2, out -> out.writeByteArray(7, new byte[] {8, 7}));
        byte[] unknownKind = nested(2, out -> out.writeString(99, "of a later version"));
        byte[] unknownRequest = nested(2, out -> out.writeByteArray(1, nested(30, later -> later.writeUInt32(1, 1))));
        byte[] networkBytes = nested(1, out -> out.writeRawBytes(network.hash().toBytes()));
        byte[] batch = join(networkBytes, unknownKind, knownBytes, unknownRequest, knownBytes);
        Received received = new Received();
        FrameDecoder decoder = new FrameDecoder(received);
        decoder.feed(Unpooled.wrappedBuffer(hello));
        decoder.feed(Unpooled.wrappedBuffer(frame(nested(2, out -> out.writeRawBytes(batch)))));

        assertEquals(List.of(known, known), received.messages);
        assertEquals(2, decoder.skipped());
    }

    @Test
    void refusesABatchOfNoNetwork() throws IOException {
        byte[] batch = frame(nested(2, out -> out.writeRawBytes(nested(2, message -> message.writeString(99, "x")))));
        assertThrows(MalformedFrameException.class, () -> Received.from(hello, batch));
    }

    @Test
    void refusesMoreMessagesThanABatchMayHave() throws IOException {
        ByteArrayOutputStream batch = new ByteArrayOutputStream();
        batch.writeBytes(nested(1, out -> out.writeRawBytes(network.hash().toBytes())));
        byte[] message = nested(2, out -> out.writeByteArray(7, new byte[0]));
        for (int i = 0; i <= WireFormat.MAX_BATCH_MESSAGES; i++) {
            batch.writeBytes(message);
        }
        byte[] frame = frame(nested(2, out -> out.writeRawBytes(batch.toByteArray())));
        assertThrows(MalformedFrameException.class, () -> Received.from(hello, frame));
    }

    @Test
    void leavesTheReceiversOwnExceptionsAlone() {
        IllegalArgumentException own = new IllegalArgumentException("the receiver's own");
        List<Message> told = new ArrayList<>();
        FrameDecoder decoder = new FrameDecoder(new FrameDecoder.Receiver() {
            @Override
            public void hello(Message.Hello said) {
                assertEquals(WireFormat.VERSION, said.wireVersion());
            }

            @Override
            public void messages(NetworkId of, List<Message> messages) {
                told.addAll(messages);
                throw own;
            }
        });
        byte[] batch = frame(payloadOf(new Message.PullConfigs(1)));
        ByteBuf both = Unpooled.wrappedBuffer(hello, batch);
        assertEquals(own, assertThrows(IllegalArgumentException.class, () -> decoder.feed(both)));
        assertEquals(1, told.size());
    }

    private byte[] payloadOf(Message message) {
        byte[] frame = Received.bytesOf(encoder.encode(network, List.of(message)));
        return Arrays.copyOfRange(frame, WireFormat.HEADER_BYTES, frame.length);
    }

    private static byte[] frame(byte[] payload) {
        return join(Unpooled.copyInt(payload.length).array(), payload);
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            out.writeBytes(part);
        }
        return out.toByteArray();
    }

    private interface Writing {
        void to(CodedOutputStream out) throws IOException;
    }

    /** A field whose content is what is written. */
    private static byte[] nested(int field, Writing content) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CodedOutputStream inner = CodedOutputStream.newInstance(bytes);
        content.to(inner);
        inner.flush();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        CodedOutputStream outer = CodedOutputStream.newInstance(out);
        outer.writeByteArray(field, bytes.toByteArray());
        outer.flush();
        return out.toByteArray();
    }
}
