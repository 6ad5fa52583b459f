package io.replicator.node.transport;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.replicator.engine.message.Message;
import io.replicator.engine.message.Message.Hello;
import io.replicator.engine.model.Hash256;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.NetworkId;
import io.replicator.engine.model.NodeId;
import io.replicator.engine.model.PeerId;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.TxId;
import io.replicator.engine.model.Value;
import io.replicator.libp2p.host.Stream;
import io.replicator.node.wire.WireFormat;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SessionTransportTest {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final NetworkId NETWORK = new NetworkId(new Hash256(1, 2, 3, 4));

    @TempDir
    Path folder;

    private Party party;
    private Stranger stranger;

    @BeforeEach
    void start() throws Exception {
        party = Party.start(folder.resolve("party"), true);
        stranger = new Stranger();
    }

    @AfterEach
    void stop() throws Exception {
        assertNull(party.fatal.get(), "nobody outside breaks the engine");
        stranger.close();
        party.close();
    }

    // ---- Hello.

    @Test
    void bindsASessionEachWay() throws Exception {
        try (Party other = Party.start(folder.resolve("other"), false)) {
            other.connect(party);
            await().atMost(PATIENCE).until(() -> party.hasSession(other) && other.hasSession(party));
            List<Hello> heard = party.ask(party.driver::sessions);
            assertEquals(
                    List.of(other.driver.self()),
                    heard.stream().map(Hello::node).toList());
        }
        await("the end of the session").atMost(PATIENCE).until(() -> sessions().isEmpty());
    }

    @Test
    void keepsItsSessionsWhenItJoinsANetwork() throws Exception {
        try (Party second = Party.start(folder.resolve("second"), false);
                Party third = Party.start(folder.resolve("third"), false)) {
            third.connect(second);
            await().atMost(PATIENCE).until(() -> second.hasSession(third));
            second.connect(party);
            third.connect(party);
            List<Stream> before = streams();
            await("founding, by the timers of the engine's thread")
                    .atMost(PATIENCE)
                    .until(() -> List.of(party, second, third).stream()
                            .allMatch(one -> one.driver.standing().network() != null));
            await("all hear that all belong to it")
                    .atMost(PATIENCE)
                    .until(() -> sessions().stream().allMatch(hello -> hello.network() != null));
            assertEquals(before, streams(), "streams open");
        }
    }

    @Test
    void refusesAnotherWireVersion() throws Exception {
        try (RefusalLog log = new RefusalLog()) {
            Hello hello = Stranger.hello(WireFormat.VERSION + 1, null, stranger.node(Stranger.STORE), 1);
            assertRefused(hello);
            List<String> warnings = log.warnings(hello.node().peer().text());
            assertEquals(1, warnings.size(), "an operator is told");
            assertTrue(warnings.getFirst().contains("version " + (WireFormat.VERSION + 1)), warnings.getFirst());

            assertRefused(hello);
            assertEquals(warnings, log.warnings(hello.node().peer().text()), "but only once");
        }
    }

    @Test
    void refusesAForeignNetwork() throws Exception {
        try (Party second = Party.start(folder.resolve("second"), false);
                Party third = Party.start(folder.resolve("third"), false)) {
            second.connect(party);
            third.connect(party);
            await().atMost(PATIENCE).until(() -> party.driver.standing().network() != null);
            assertRefused(Stranger.hello(WireFormat.VERSION, NETWORK, stranger.node(Stranger.STORE), 1));
        }
    }

    @Test
    void refusesSomebodyElsesIdentity() throws Exception {
        NodeId pretended = new NodeId(new PeerId(party.host.peerId().toString()), Stranger.STORE);
        assertRefused(Stranger.hello(WireFormat.VERSION, null, pretended, 1));
    }

    @Test
    void refusesADiskThatWasRolledBack() throws Exception {
        Stream first = stranger.say(party, stranger.hello(5));
        await().atMost(PATIENCE).until(() -> sessions().size() == 1);
        first.reset();
        await().atMost(PATIENCE).until(() -> sessions().isEmpty());
        assertRefused(stranger.hello(4));
    }

    @Test
    void refusesACopiedFolder() throws Exception {
        Stream original = stranger.say(party, stranger.hello(5));
        await().atMost(PATIENCE).until(() -> sessions().size() == 1);
        try (Stranger copy = new Stranger()) {
            Stream refused = copy.say(party, copy.hello(5));
            await().atMost(PATIENCE).until(() -> refused.closed().isDone());
        }
        assertFalse(original.closed().isDone());
        assertEquals(1, sessions().size());
    }

    @Test
    void replacesTheSessionOfAPeerThatHasRestarted() throws Exception {
        Stream hanging = stranger.say(party, stranger.hello(1));
        await().atMost(PATIENCE).until(() -> sessions().size() == 1);
        Stream fresh = stranger.say(party, stranger.hello(2));
        await().atMost(PATIENCE).until(() -> hanging.closed().isDone());
        assertFalse(fresh.closed().isDone());
        assertEquals(List.of(2L), sessions().stream().map(Hello::boot).toList());
    }

    @Test
    void endsAStreamThatSendsNonsense() throws Exception {
        Stream stream = stranger.say(party, stranger.hello(1));
        await().atMost(PATIENCE).until(() -> sessions().size() == 1);
        Stranger.write(stream, io.netty.buffer.Unpooled.wrappedBuffer(new byte[] {-1, -1, -1, -1}));
        await().atMost(PATIENCE)
                .until(() -> stream.closed().isDone() && sessions().isEmpty());
    }

    // ---- Back-pressure.

    @Test
    void pausesAPeerThatIsFasterThanTheEngine() throws Exception {
        Stream stream = stranger.say(party, stranger.hello(1));
        await().atMost(PATIENCE).until(() -> sessions().size() == 1);
        CountDownLatch goOn = new CountDownLatch(1);
        party.engine.execute(() -> awaitUninterruptibly(goOn));
        ByteBuf batch = stranger.encoder.encode(NETWORK, List.of(commit(0)));
        int count = (int) (10 * Session.PAUSE_BYTES / batch.readableBytes());
        for (int n = 0; n < count; n++) {
            Stranger.write(stream, batch.retainedDuplicate());
        }
        batch.release();
        long sent = 10 * Session.PAUSE_BYTES;
        await("what was taken is bounded")
                .during(Duration.ofMillis(500))
                .atMost(PATIENCE)
                .until(() -> stream.pendingBytes() > sent / 2);
        goOn.countDown();
        await("it goes on").atMost(PATIENCE).until(() -> stream.pendingBytes() == 0);
        assertEquals(1, sessions().size());
    }

    @Test
    void dropsWhatAPeerDoesNotTake() throws Exception {
        Stream stream = stranger.say(party, stranger.hello(1));
        stream.setReading(false);
        await().atMost(PATIENCE).until(() -> sessions().size() == 1);
        NodeId to = stranger.node(Stranger.STORE);
        int messages = (int) (2 * SessionTransport.MAX_PENDING_BYTES / VALUE_BYTES);
        for (int n = 0; n < messages; n++) {
            Message message = commit(n);
            party.ask(() -> {
                party.transport.send(to, message);
                return true;
            });
        }
        assertTrue(party.transport.dropped() > 0, "messages dropped");
        assertTrue(party.transport.dropped() < messages, "messages dropped");
        assertEquals(1, sessions().size(), "the session stays");
        stream.setReading(true);
        stream.setReceiver(new Deaf());
        long dropped = party.transport.dropped();
        await("room again").atMost(PATIENCE).until(() -> streams().getFirst().pendingBytes() == 0);
        party.ask(() -> {
            party.transport.send(to, commit(0));
            return true;
        });
        assertEquals(dropped, party.transport.dropped());
    }

    // ---- Help.

    private static final int VALUE_BYTES = 1 << 20;

    private static Message commit(int number) {
        Key key = Key.ofClient("key " + number);
        Value value = Value.of(new byte[VALUE_BYTES]);
        TxId txId = new TxId("tx");
        return new Message.Commit(1, key, Pid.of(NETWORK, key, txId, value), txId, value);
    }

    private List<Hello> sessions() {
        return party.ask(party.driver::sessions);
    }

    private List<Stream> streams() {
        return party.host.connections().stream()
                .flatMap(connection -> connection.streams().stream())
                .filter(stream -> stream.protocol().equals(party.transport.protocol()))
                .toList();
    }

    private void assertRefused(Hello hello) throws Exception {
        Stream stream = stranger.say(party, hello);
        await().atMost(PATIENCE).until(() -> stream.closed().isDone());
        String peer = stranger.node(Stranger.STORE).peer().text();
        assertTrue(
                sessions().stream()
                        .noneMatch(known -> known.node().peer().text().equals(peer)),
                "sessions");
    }

    private static void awaitUninterruptibly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
