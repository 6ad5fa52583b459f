package io.replicator.libp2p.tcp;

import static io.replicator.libp2p.tcp.TestHosts.ECHO;
import static io.replicator.libp2p.tcp.TestHosts.await;
import static io.replicator.libp2p.tcp.TestHosts.open;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.libp2p.host.Connection;
import io.replicator.libp2p.host.ConnectionGater;
import io.replicator.libp2p.host.Host;
import io.replicator.libp2p.host.HostConfig;
import io.replicator.libp2p.host.Stream;
import io.replicator.libp2p.multistream.DialerNegotiation;
import io.replicator.libp2p.multistream.MultistreamHandler;
import io.replicator.libp2p.noise.NoiseHandshakeHandler;
import io.replicator.libp2p.noise.NoiseIdentity;
import io.replicator.libp2p.yamux.YamuxConfig;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A client that negotiates like other implementations, and then sends Yamux frames made by hand. */
@Timeout(60)
final class RawClientTest {

    private static final int SYN = 1;
    private static final int WINDOW_UPDATE = 1;

    private static final TcpConfig IMPATIENT = TcpConfig.DEFAULT.withTimeouts(
            new TcpConfig.Timeouts(Duration.ofSeconds(10), Duration.ofSeconds(15), Duration.ofSeconds(1)));

    private final TestHosts hosts = new TestHosts();
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final CompletableFuture<Channel> muxed = new CompletableFuture<>();
    private final CompletableFuture<Integer> firstType = new CompletableFuture<>();
    private Host host;

    @BeforeEach
    void startHost() throws Exception {
        host = hosts.host(HostConfig.DEFAULT, IMPATIENT, ConnectionGater.ALLOW_ALL);
    }

    @AfterEach
    void stop() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
        hosts.close();
    }

    /** rust-libp2p sends no list of muxers; go-libp2p proposes TLS first. */
    @Test
    void negotiatesTheMuxerInsideTheSecureChannelIfTheRemoteSendsNoList() throws Exception {
        connect(List.of("/tls/1.0.0", "/noise"), List.of());
        assertTrue(await(muxed).isActive());
        // The first frame of the host is its ping.
        assertEquals(2, await(firstType));
        assertEquals(1, host.connections().size());
    }

    @Test
    void fallsBackIfTheListsHaveNothingInCommon() throws Exception {
        connect(List.of("/noise"), List.of("/mplex/6.7.0"));
        await(muxed);
        assertEquals(2, await(firstType));
    }

    @Test
    void aFloodOfStreamsClosesItsConnectionOnly() throws Exception {
        Stream witness = open(hosts.host(), host, ECHO);
        connect(List.of("/noise"), List.of());
        Channel channel = await(muxed);
        ByteBuf flood = Unpooled.buffer();
        for (int id = 1; id < 20_000; id += 2) {
            writeHeader(flood, WINDOW_UPDATE, SYN, id, 0);
        }
        var _ = channel.writeAndFlush(flood);
        Awaitility.await().until(() -> !channel.isActive());
        Awaitility.await().until(() -> host.connections().size() == 1);
        witness.output().write(5);
        assertEquals(5, witness.input().read());
    }

    @Test
    void anUnknownVersionClosesTheConnection() throws Exception {
        connect(List.of("/noise"), List.of());
        Channel channel = await(muxed);
        var _ = channel.writeAndFlush(Unpooled.buffer().writeByte(1).writeZero(11));
        Awaitility.await().until(() -> !channel.isActive());
    }

    /** However many of them wait, none does longer than the negotiation of a protocol may take. */
    @Test
    void givesUpTheStreamsThatARemoteDoesNotServe() throws Exception {
        connect(List.of("/noise"), List.of());
        await(muxed);
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
        connect(List.of("/noise"), List.of());
        Channel channel = await(muxed);
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

    private void connect(List<String> security, List<String> muxers) {
        NoiseIdentity identity = new NoiseIdentity(PrivateKey.generateEd25519(new SecureRandom()), muxers);
        var _ = new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .handler(new ChannelInitializer<>() {
                    @Override
                    protected void initChannel(Channel channel) {
                        channel.pipeline()
                                .addLast(new MultistreamHandler(
                                        new DialerNegotiation(security), (ctx, protocol) -> secure(ctx, identity)));
                    }
                })
                .connect(
                        InetAddress.getLoopbackAddress(),
                        host.listenAddresses().getFirst().port().orElseThrow());
    }

    private void secure(ChannelHandlerContext ctx, NoiseIdentity identity) {
        after(
                ctx,
                new NoiseHandshakeHandler(
                        true,
                        identity,
                        host.peerId(),
                        (secured, peer) -> after(
                                secured,
                                new MultistreamHandler(
                                        new DialerNegotiation(List.of("/yamux/1.0.0")),
                                        (agreed, protocol) -> multiplex(agreed)))));
    }

    private void multiplex(ChannelHandlerContext ctx) {
        after(ctx, new ChannelInboundHandlerAdapter() {
            @Override
            public void channelRead(ChannelHandlerContext to, Object message) {
                ByteBuf frames = (ByteBuf) message;
                firstType.complete((int) frames.getByte(frames.readerIndex() + 1));
                frames.release();
            }
        });
        muxed.complete(ctx.channel());
    }

    private static void after(ChannelHandlerContext ctx, ChannelHandler handler) {
        ctx.pipeline().addAfter(ctx.name(), null, handler);
    }

    private static void writeHeader(ByteBuf out, int type, int flags, int id, int length) {
        out.writeByte(0).writeByte(type).writeShort(flags).writeInt(id).writeInt(length);
    }
}
