package io.replicator.libp2p.ping;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.replicator.libp2p.Libp2p;
import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.libp2p.host.Connection;
import io.replicator.libp2p.host.Host;
import io.replicator.libp2p.host.Stream;
import io.replicator.libp2p.memory.MemoryNetwork;
import io.replicator.libp2p.multiformats.Multiaddr;
import java.io.IOException;
import java.io.InputStream;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class PingServiceTest {

    private final MemoryNetwork network = new MemoryNetwork();
    private final Host alice = network.newHost();
    private final Host bob = network.newHost();
    private final PingService pings = new PingService(alice);

    private Connection connect() {
        return alice.connect(bob.peerId(), bob.listenAddresses()).join();
    }

    @Test
    void measuresTheRoundTrip() throws IOException {
        new PingService(bob).start();
        Connection connection = connect();
        assertTrue(pings.ping(connection).isPositive());
        await().until(() -> connection.streams().isEmpty());
    }

    @Test
    void echoesManyPingsInAnyPiecesUntilTheEnd() throws IOException {
        new PingService(bob).start();
        Stream stream = connect().openStream(List.of(PingService.PROTOCOL)).join();
        byte[] payload = new byte[3 * PingService.PAYLOAD_LENGTH];
        for (int i = 0; i < payload.length; i++) {
            payload[i] = (byte) i;
            var _ = stream.write(Unpooled.wrappedBuffer(payload, i, 1));
        }
        stream.closeWrite();
        assertArrayEquals(payload, stream.input().readAllBytes());
    }

    @Test
    void leavesNoStreamToARemoteThatNeverEndsIt() throws IOException {
        bob.addHandler(PingService.PROTOCOL, stream -> {
            InputStream in = stream.input();
            Thread.startVirtualThread(() -> echoWithoutEnd(stream, in));
        });
        Connection connection = connect();
        assertTrue(
                new PingService(alice, Duration.ofSeconds(2)).ping(connection).isPositive());
        await().until(() -> connection.streams().isEmpty());
    }

    private static void echoWithoutEnd(Stream stream, InputStream in) {
        try {
            stream.output().write(in.readNBytes(PingService.PAYLOAD_LENGTH));
        } catch (IOException e) {
            stream.reset();
        }
    }

    @Test
    void failsWithoutSupportAndOnWrongBytes() {
        assertThrows(IOException.class, () -> pings.ping(connect()));
        bob.addHandler(PingService.PROTOCOL, stream -> {
            var _ = stream.write(Unpooled.wrappedBuffer(new byte[PingService.PAYLOAD_LENGTH]));
        });
        assertThrows(IOException.class, () -> pings.ping(connect()));
    }

    @Test
    void servesOnlySoManyStreamsAtOnceAndCountsTheOthersAsRefused() throws IOException {
        try (Host here = realHost();
                Host there = realHost()) {
            Connection connection =
                    here.connect(there.peerId(), there.listenAddresses()).join();
            for (int i = 0; i < PingService.MAX_STREAMS_PER_CONNECTION; i++) {
                Stream stream =
                        connection.openStream(List.of(PingService.PROTOCOL)).join();
                stream.output().write(i);
                assertEquals(i, stream.input().read());
            }
            // The reset may overtake the answer that names the protocol.
            assertTrue(connection
                    .openStream(List.of(PingService.PROTOCOL))
                    .thenCompose(Stream::closed)
                    .handle((_, _) -> true)
                    .join());
            assertEquals(1, there.metrics().refusedStreams());
            assertEquals(0, there.metrics().resetStreams(), "it was never one of those that are served");
        }
    }

    /** In a network in memory there are no limits. */
    private static Host realHost() throws IOException {
        return Libp2p.builder(PrivateKey.generateEd25519(new SecureRandom()))
                .listen(Multiaddr.parse("/ip4/127.0.0.1/tcp/0"))
                .start();
    }
}
