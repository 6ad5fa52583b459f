package io.replicator.libp2p.ping;

import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.Unpooled;
import io.replicator.libp2p.host.Connection;
import io.replicator.libp2p.host.Host;
import io.replicator.libp2p.host.Stream;
import io.replicator.libp2p.memory.MemoryNetwork;
import java.io.IOException;
import java.io.InputStream;
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
    void servesOnlySoManyStreamsAtOnce() throws IOException {
        new PingService(bob).start();
        Connection connection = connect();
        for (int i = 0; i < PingService.MAX_STREAMS_PER_CONNECTION; i++) {
            Stream stream = connection.openStream(List.of(PingService.PROTOCOL)).join();
            stream.output().write(i);
            assertEquals(i, stream.input().read());
        }
        Stream excess = connection.openStream(List.of(PingService.PROTOCOL)).join();
        await().until(() -> excess.closed().isDone());
        assertEquals(
                PingService.MAX_STREAMS_PER_CONNECTION, connection.streams().size());
    }
}
