package io.replicator.node.transport;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.replicator.engine.message.Message;
import io.replicator.engine.model.Hash256;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.NetworkId;
import io.replicator.engine.model.NodeId;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.TxId;
import io.replicator.engine.model.Value;
import io.replicator.libp2p.host.Stream;
import io.replicator.libp2p.host.StreamReceiver;
import io.replicator.node.wire.FrameDecoder;
import io.replicator.node.wire.WireException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Turns that say more to a peer than may wait for it. */
class LongTurnsTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final NetworkId NETWORK = new NetworkId(new Hash256(1, 2, 3, 4));
    private static final TxId TX = new TxId("tx");
    private static final Value LARGE = Value.of(new byte[1 << 20]);

    @TempDir
    Path folder;

    @Test
    void whatFitsLeavesInOrderAndTheRestIsDropped() throws Exception {
        try (Party party = Party.start(folder, true);
                Stranger stranger = new Stranger()) {
            Stream stream = sessionThatReadsNothing(stranger, party);
            int messages = (int) (2 * SessionTransport.MAX_PENDING_BYTES / LARGE.length());
            sayInOneTurn(party, stranger, messages);

            List<Key> heard = hear(stream);
            await("the others").atMost(PATIENCE).until(() -> heard.size() == messages - party.transport.dropped());
            assertTrue(
                    !heard.isEmpty() && heard.size() < messages, heard.size() + " of " + messages + " messages came");
            List<Key> said =
                    IntStream.range(0, messages).mapToObj(LongTurnsTest::key).toList();
            assertEquals(said.stream().filter(Set.copyOf(heard)::contains).toList(), heard, "in order");
            assertNull(party.fatal.get());
        }
    }

    @Test
    void hostWithLittleMemoryForItsStreamsResetsNone() throws Exception {
        long streamBytes = 8L * LARGE.length();
        try (Party party = Party.start(folder, true, streamBytes);
                Stranger stranger = new Stranger()) {
            Stream stream = sessionThatReadsNothing(stranger, party);
            for (int turn = 0; turn < 10; turn++) {
                sayInOneTurn(party, stranger, 5);
            }
            assertTrue(party.transport.dropped() > 0, "messages dropped");
            assertEquals(0, party.host.metrics().overloadedStreams(), "streams reset");
            List<Key> heard = hear(stream);
            await("the others").atMost(PATIENCE).until(() -> heard.size() == 50 - party.transport.dropped());
        }
    }

    private static Stream sessionThatReadsNothing(Stranger stranger, Party party) throws Exception {
        Stream stream = stranger.say(party, stranger.hello(1));
        stream.setReading(false);
        await().atMost(PATIENCE).until(() -> !party.ask(party.driver::sessions).isEmpty());
        return stream;
    }

    private static void sayInOneTurn(Party party, Stranger stranger, int messages) {
        NodeId to = stranger.node(Stranger.STORE);
        party.ask(() -> {
            for (int n = 0; n < messages; n++) {
                Pid pid = Pid.of(NETWORK, key(n), TX, Value.EMPTY);
                party.transport.send(to, new Message.Commit(1, key(n), pid, TX, LARGE));
            }
            return true;
        });
    }

    private static Key key(int number) {
        return Key.ofClient("key " + number);
    }

    /** The keys of the messages that come from now on, as they come. */
    private static List<Key> hear(Stream stream) {
        List<Key> heard = new CopyOnWriteArrayList<>();
        FrameDecoder decoder = new FrameDecoder(new FrameDecoder.Receiver() {
            @Override
            public void hello(Message.Hello hello) {}

            @Override
            public void messages(NetworkId network, List<Message> messages) {
                for (Message message : messages) {
                    if (message instanceof Message.Commit commit) {
                        heard.add(commit.key());
                    }
                }
            }
        });
        stream.setReceiver(new StreamReceiver() {
            @Override
            public void onData(Stream source, ByteBuf data) {
                try {
                    decoder.feed(data);
                } catch (WireException e) {
                    throw new AssertionError(e);
                }
            }

            @Override
            public void onEnd(Stream source) {}

            @Override
            public void onReset(Stream source, Throwable cause) {}
        });
        stream.setReading(true);
        return heard;
    }
}
