package io.replicator.node.wire;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.replicator.engine.message.Message;
import io.replicator.engine.message.Request;
import io.replicator.engine.model.Hash256;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.NetworkId;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.TxId;
import io.replicator.engine.model.Value;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WireRoundTripTest {

    private final FrameEncoder encoder = new FrameEncoder(UnpooledByteBufAllocator.DEFAULT);

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16})
    void decodesWhatWasEncodedHoweverTheBytesAreCut(long seed) throws WireException {
        RandomMessages random = new RandomMessages(seed);
        Message.Hello hello = random.hello();
        NetworkId network = random.network();
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            messages.addAll(random.oneOfEach().values());
        }
        ByteBuf stream = Unpooled.wrappedBuffer(encoder.encodeHello(hello), encoder.encode(network, messages));
        Received received = new Received();
        feedInPieces(new FrameDecoder(received), stream, new Random(seed));

        assertEquals(hello, received.hello);
        assertEquals(messages, received.messages);
        assertTrue(received.networks.stream().allMatch(network::equals));
    }

    /** Heap and direct buffers, of one byte up to many frames. */
    private static void feedInPieces(FrameDecoder decoder, ByteBuf stream, Random random) throws WireException {
        int longest = 1 << random.nextInt(20);
        while (stream.isReadable()) {
            int length = Math.min(stream.readableBytes(), 1 + random.nextInt(longest));
            ByteBuf piece = random.nextBoolean() ? Unpooled.directBuffer(length) : Unpooled.buffer(length);
            piece.writeBytes(stream, length);
            decoder.feed(piece);
            piece.release();
        }
    }

    @Test
    void startsAnotherFrameBeforeOneIsOverfull() throws WireException {
        List<Message> messages = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            messages.add(propose("key " + i, WireFormat.FULL_FRAME_BYTES / 3));
        }
        NetworkId network = new RandomMessages(1).network();
        Received received = Received.from(hello(), Received.bytesOf(encoder.encode(network, messages)));

        assertEquals(messages, received.messages);
        assertEquals(5, received.frames);
        assertSame(received.networks.get(0), received.networks.get(4), "a network id is made once a session");
    }

    @Test
    void carriesTheLargestValueInOneFrame() throws WireException {
        Message largest = propose("k".repeat(Key.MAX_CLIENT_BYTES), Value.MAX_BYTES);
        NetworkId network = new RandomMessages(1).network();
        byte[] bytes = Received.bytesOf(encoder.encode(network, List.of(largest)));

        assertEquals(List.of(largest), Received.from(hello(), bytes).messages);
    }

    @Test
    void refusesToEncodeWhatNoFrameCanCarry() {
        List<Message.Pulled.Entry> entries = new ArrayList<>();
        Pid pid = new Pid(Hash256.ZERO);
        Key key = Key.ofStored(new byte[Key.MAX_BYTES]);
        for (int i = 0; i < 20_000; i++) {
            entries.add(new Message.Pulled.Entry(key, pid));
        }
        NetworkId network = new RandomMessages(1).network();
        List<Message> messages = List.of(new Message.Pulled(0, entries, 0, true));
        assertThrows(IllegalArgumentException.class, () -> encoder.encode(network, messages));
    }

    @Test
    void makesRepeatedIdsOnce() throws WireException {
        RandomMessages random = new RandomMessages(7);
        Message relayed = random.oneOfEach().get("relayed");
        NetworkId network = random.network();
        byte[] bytes = Received.bytesOf(encoder.encode(network, List.of(relayed, relayed)));
        List<Message> messages = Received.from(hello(), bytes).messages;

        assertSame(((Message.Relayed) messages.get(0)).voter(), ((Message.Relayed) messages.get(1)).voter());
    }

    private byte[] hello() {
        return Received.bytesOf(encoder.encodeHello(new RandomMessages(1).hello()));
    }

    private static Message propose(String key, int valueBytes) {
        Pid pid = new Pid(Hash256.ZERO);
        Request propose = new Request.Propose(pid, new TxId("tx"), Value.of(new byte[valueBytes]));
        return new Message.Ask(1, Key.ofClient(key), 1, null, propose);
    }
}
