package io.replicator.libp2p.tcp;

import static io.replicator.libp2p.tcp.TestHosts.ECHO;
import static io.replicator.libp2p.tcp.TestHosts.await;
import static io.replicator.libp2p.tcp.TestHosts.open;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.replicator.libp2p.host.ConnectionGater;
import io.replicator.libp2p.host.Host;
import io.replicator.libp2p.host.HostConfig;
import io.replicator.libp2p.host.Stream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.IntConsumer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/**
 * Remotes that send more than anybody should, and mostly read nothing of what they are answered. All the while a witness
 * is served, and the host holds little memory.
 */
@Timeout(120)
final class FloodTest {

    private static final int WINDOW = 256 * 1024;

    /** The plaintext of the longest Noise message. */
    private static final int MESSAGE_BYTES = 65_519;

    /** What the streams of all connections may hold. */
    private static final int STREAM_BYTES = 4 << 20;

    /** Beside what streams hold: the control frames and the socket's queue of each connection, and what is being read. */
    private static final long MAX_BUFFERS = 4 << 20;

    private static final int HALF_OPEN = 300;

    private final TestHosts hosts = new TestHosts();
    private Host host;
    private Stream witness;
    private RawClient client;
    private long mostPinned;

    @BeforeEach
    void start() throws Exception {
        host = hosts.host(
                HostConfig.DEFAULT,
                TcpConfig.DEFAULT.withStreams(new TcpConfig.StreamLimits(256, 512, STREAM_BYTES)),
                ConnectionGater.ALLOW_ALL);
        witness = open(hosts.host(), host, ECHO);
        client = new RawClient(host);
    }

    @AfterEach
    void stop() throws Exception {
        try {
            witnessIsServed();
        } finally {
            client.close();
            hosts.close();
        }
    }

    @Test
    void closesTheConnectionThatReadsNoAnswersToItsPings() throws Exception {
        Channel unread = connectAndReadNothing();
        ByteBuf pings = Unpooled.buffer();
        repeat(5000, i -> RawClient.writeHeader(pings, RawClient.PING, RawClient.SYN, 0, i));
        while (unread.isActive()) {
            send(unread, pings.retainedDuplicate());
        }
        awaitWitnessAlone();
        assertTrue(mostPinned < MAX_BUFFERS, mostPinned + " bytes");
    }

    @Test
    void closesTheConnectionThatOpensTooManyStreams() throws Exception {
        Channel unread = connectAndReadNothing();
        for (int first = 1; unread.isActive(); first += 2000) {
            ByteBuf opened = Unpooled.buffer();
            for (int id = first; id < first + 2000; id += 2) {
                RawClient.writeHeader(opened, RawClient.WINDOW_UPDATE, RawClient.SYN, id, 0);
            }
            send(unread, opened);
        }
        awaitWitnessAlone();
        assertTrue(host.metrics().refusedStreams() > 4096, () -> host.metrics().toString());
        assertTrue(mostPinned < MAX_BUFFERS, mostPinned + " bytes");
    }

    /** No limit on open streams is ever reached. */
    @Test
    void closesTheConnectionThatResetsItsStreamsAtOnceAndReadsNothing() throws Exception {
        Channel unread = connectAndReadNothing();
        for (int first = 1; unread.isActive(); first += 10_000) {
            ByteBuf pairs = Unpooled.buffer();
            for (int id = first; id < first + 10_000; id += 2) {
                RawClient.writeHeader(pairs, RawClient.WINDOW_UPDATE, RawClient.SYN, id, 0);
                RawClient.writeHeader(pairs, RawClient.WINDOW_UPDATE, RawClient.RST, id, 0);
            }
            send(unread, pairs);
        }
        awaitWitnessAlone();
        assertTrue(mostPinned < MAX_BUFFERS, mostPinned + " bytes");
    }

    @Test
    void windowUpdatesAreNoBurden() throws Exception {
        Channel unread = connectAndReadNothing();
        send(unread, openEcho(1));
        ByteBuf updates = Unpooled.buffer();
        repeat(5000, _ -> RawClient.writeHeader(updates, RawClient.WINDOW_UPDATE, 0, 1, 1));
        for (int i = 0; i < 200; i++) {
            send(unread, updates.retainedDuplicate());
        }
        assertTrue(unread.isActive());
        assertTrue(mostPinned < MAX_BUFFERS, mostPinned + " bytes");
    }

    @Test
    void holdsLittleForARemoteThatReadsNoneOfItsEchoes() throws Exception {
        Channel unread = connectAndReadNothing();
        for (int id = 1; id < 300; id += 2) {
            ByteBuf frames = openEcho(id);
            RawClient.writeHeader(frames, RawClient.WINDOW_UPDATE, 0, id, 1 << 30);
            RawClient.writeHeader(frames, RawClient.DATA, 0, id, WINDOW / 2);
            send(unread, frames.writeZero(WINDOW / 2));
        }
        Awaitility.await().until(() -> host.metrics().overloadedStreams() > 0);
        assertTrue(
                host.metrics().heldBytes() <= STREAM_BYTES * 3 / 2,
                () -> host.metrics().toString());
        assertTrue(mostPinned < 2 * STREAM_BYTES * 3 / 2 + MAX_BUFFERS, mostPinned + " bytes");
        var _ = unread.close();
        awaitWitnessAlone();
        Awaitility.await().until(() -> host.metrics().heldBytes() == 0);
    }

    /** A few bytes to be echoed come in a long message each, and wait for credit that never comes. */
    @Test
    void fewBytesThatWaitDoNotKeepTheLongMessagesThatTheyCameIn() throws Exception {
        client.connect(List.of("/noise"), List.of());
        Channel channel = await(client.muxed());
        ByteBuf window = openEcho(1);
        for (int half = 0; half < 2; half++) {
            RawClient.writeHeader(window, RawClient.DATA, 0, 1, WINDOW / 2);
            window.writeZero(WINDOW / 2);
        }
        send(channel, window);
        int messages = 500;
        for (int i = 0; i < messages; i++) {
            ByteBuf message = Unpooled.buffer(MESSAGE_BYTES);
            RawClient.writeHeader(message, RawClient.DATA, 0, 1, 16);
            message.writeZero(16);
            int rest = MESSAGE_BYTES - message.readableBytes() - 12;
            RawClient.writeHeader(message, RawClient.DATA, 0, 99, rest);
            send(channel, message.writeZero(rest));
        }
        assertTrue(channel.isActive());
        Awaitility.await().until(() -> host.metrics().heldBytes() >= 16L * messages);
        assertTrue(mostPinned < MAX_BUFFERS, mostPinned + " bytes");
    }

    @Test
    void halfOpenHandshakesHarmNoConnection() throws Exception {
        List<Socket> sockets = new ArrayList<>();
        try {
            for (int i = 0; i < HALF_OPEN; i++) {
                Socket socket = TestHosts.socket(host);
                sockets.add(socket);
                sendHalfAHandshake(socket);
                witnessIsServed();
            }
            int places = HostConfig.DEFAULT.maxInboundHandshakes();
            Awaitility.await().until(() -> turnedAway() >= HALF_OPEN - places);
            assertEquals(1, host.connections().size());
        } finally {
            for (Socket socket : sockets) {
                socket.close();
            }
        }
        Awaitility.await().until(() -> turnedAway() == HALF_OPEN);
        assertEquals(7, echo(open(hosts.host(), host, ECHO), 7));
        assertTrue(mostPinned < MAX_BUFFERS, mostPinned + " bytes");
    }

    private long turnedAway() {
        return host.metrics().refusedConnections() + host.metrics().failedHandshakes();
    }

    /** Some are turned away before they have said anything. */
    private static void sendHalfAHandshake(Socket socket) {
        try {
            socket.getOutputStream().write("\u0013/multistream/1.0.0\n".getBytes(StandardCharsets.US_ASCII));
        } catch (IOException refused) {
            assertFalse(socket.isClosed());
        }
    }

    private Channel connectAndReadNothing() throws Exception {
        client.connect(List.of("/noise"), List.of());
        Channel channel = await(client.muxed());
        channel.config().setAutoRead(false);
        return channel;
    }

    /** Waits until the bytes are in the socket, or the connection is closed. */
    private void send(Channel channel, ByteBuf frames) throws Exception {
        assertTrue(channel.writeAndFlush(frames).await(20, TimeUnit.SECONDS), "the host does not read");
        witnessIsServed();
    }

    private void witnessIsServed() throws IOException {
        assertEquals(42, echo(witness, 42));
        mostPinned = Math.max(mostPinned, pinned());
    }

    private void awaitWitnessAlone() {
        Awaitility.await()
                .atMost(Duration.ofSeconds(20))
                .until(() -> host.connections().size() == 1);
    }

    /** Bytes of the buffers that the host's connections use now. */
    private long pinned() {
        MuxedConnection connection =
                (MuxedConnection) host.connections().iterator().next();
        PooledByteBufAllocator allocator = (PooledByteBufAllocator) connection.allocator();
        return allocator.pinnedHeapMemory() + allocator.pinnedDirectMemory();
    }

    private static int echo(Stream stream, int octet) throws IOException {
        stream.output().write(octet);
        return stream.input().read();
    }

    /** Opens a stream, and agrees on its protocol without waiting for the answer. */
    private static ByteBuf openEcho(int id) {
        ByteBuf negotiation = Unpooled.buffer();
        for (String line : List.of("/multistream/1.0.0\n", ECHO + "\n")) {
            negotiation.writeByte(line.length()).writeBytes(line.getBytes(StandardCharsets.US_ASCII));
        }
        ByteBuf frames = Unpooled.buffer();
        RawClient.writeHeader(frames, RawClient.DATA, RawClient.SYN, id, negotiation.readableBytes());
        return frames.writeBytes(negotiation);
    }

    private static void repeat(int times, IntConsumer action) {
        for (int i = 0; i < times; i++) {
            action.accept(i);
        }
    }
}
