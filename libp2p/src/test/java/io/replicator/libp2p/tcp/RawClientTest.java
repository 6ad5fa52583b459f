package io.replicator.libp2p.tcp;

import static io.replicator.libp2p.tcp.TestHosts.ECHO;
import static io.replicator.libp2p.tcp.TestHosts.await;
import static io.replicator.libp2p.tcp.TestHosts.open;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.replicator.libp2p.host.Connection;
import io.replicator.libp2p.host.ConnectionGater;
import io.replicator.libp2p.host.Host;
import io.replicator.libp2p.host.HostConfig;
import io.replicator.libp2p.host.Stream;
import io.replicator.libp2p.yamux.YamuxConfig;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Clients that negotiate like other implementations, and then send Yamux frames made by hand. */
@Timeout(60)
final class RawClientTest {

    private static final TcpConfig IMPATIENT = TcpConfig.DEFAULT.withTimeouts(
            new TcpConfig.Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(15), Duration.ofSeconds(1)));

    private final TestHosts hosts = new TestHosts();
    private Host host;
    private RawClient client;

    @BeforeEach
    void startHost() throws Exception {
        host = hosts.host(HostConfig.DEFAULT, IMPATIENT, ConnectionGater.ALLOW_ALL);
        client = new RawClient(host);
    }

    @AfterEach
    void stop() {
        client.close();
        hosts.close();
    }

    /** rust-libp2p sends no list of muxers; go-libp2p proposes TLS first. */
    @Test
    void negotiatesTheMuxerInsideTheSecureChannelIfTheRemoteSendsNoList() throws Exception {
        client.connect(List.of("/tls/1.0.0", "/noise"), List.of());
        assertTrue(await(client.muxed()).isActive());
        // The first frame of the host is its ping.
        assertEquals(2, await(client.firstType()));
        assertEquals(1, host.connections().size());
    }

    @Test
    void fallsBackIfTheListsHaveNothingInCommon() throws Exception {
        client.connect(List.of("/noise"), List.of("/mplex/6.7.0"));
        await(client.muxed());
        assertEquals(2, await(client.firstType()));
    }

    @Test
    void aFloodOfStreamsClosesItsConnectionOnly() throws Exception {
        Stream witness = open(hosts.host(), host, ECHO);
        client.connect(List.of("/noise"), List.of());
        Channel channel = await(client.muxed());
        ByteBuf flood = Unpooled.buffer();
        for (int id = 1; id < 20_000; id += 2) {
            RawClient.writeHeader(flood, RawClient.WINDOW_UPDATE, RawClient.SYN, id, 0);
        }
        var _ = channel.writeAndFlush(flood);
        Awaitility.await().until(() -> !channel.isActive());
        Awaitility.await().until(() -> host.connections().size() == 1);
        assertTrue(host.metrics().refusedStreams() > 4096, () -> host.metrics().toString());
        witness.output().write(5);
        assertEquals(5, witness.input().read());
    }

    @Test
    void anUnknownVersionClosesTheConnection() throws Exception {
        client.connect(List.of("/noise"), List.of());
        Channel channel = await(client.muxed());
        var _ = channel.writeAndFlush(Unpooled.buffer().writeByte(1).writeZero(11));
        Awaitility.await().until(() -> !channel.isActive());
    }

    /** However many of them wait, none does longer than the negotiation of a protocol may take. */
    @Test
    void givesUpTheStreamsThatARemoteDoesNotServe() throws Exception {
        client.connect(List.of("/noise"), List.of());
        await(client.muxed());
        Awaitility.await().until(() -> host.connections().size() == 1);
        Connection connection = host.connections().iterator().next();
        List<CompletableFuture<Stream>> opening = openMoreThanAllowed(connection);
        Awaitility.await()
                .atMost(Duration.ofSeconds(5))
                .until(() -> opening.stream().allMatch(CompletableFuture::isCompletedExceptionally));
        assertTrue(connection.isOpen());
    }

    @Test
    void refusesAStreamOfAClosedConnectionAtOnce() throws Exception {
        client.connect(List.of("/noise"), List.of());
        Channel channel = await(client.muxed());
        Awaitility.await().until(() -> host.connections().size() == 1);
        Connection connection = host.connections().iterator().next();
        openMoreThanAllowed(connection);
        var _ = channel.close();
        await(connection.closed());
        ExecutionException refused =
                assertThrows(ExecutionException.class, () -> await(connection.openStream(List.of(ECHO))));
        assertTrue(String.valueOf(refused.getCause()).contains("the connection is closed"), refused::toString);
    }

    private static List<CompletableFuture<Stream>> openMoreThanAllowed(Connection connection) {
        return IntStream.range(0, YamuxConfig.DEFAULT.maxOutboundStreams() + 10)
                .mapToObj(_ -> connection.openStream(List.of(ECHO)))
                .toList();
    }
}
