package io.replicator.libp2p.tcp;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.replicator.libp2p.crypto.PrivateKey;
import io.replicator.libp2p.host.Host;
import io.replicator.libp2p.multistream.DialerNegotiation;
import io.replicator.libp2p.multistream.MultistreamHandler;
import io.replicator.libp2p.noise.NoiseHandshakeHandler;
import io.replicator.libp2p.noise.NoiseIdentity;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** Negotiates Noise and Yamux with a host. What frames are sent then, by {@link #muxed}, is up to the test. */
final class RawClient implements AutoCloseable {

    static final int HEADER_BYTES = 12;

    static final int DATA = 0;
    static final int WINDOW_UPDATE = 1;
    static final int PING = 2;

    static final int SYN = 1;
    static final int ACK = 2;
    static final int FIN = 4;
    static final int RST = 8;

    /** Few, so that a client that does not read is soon noticed. */
    private static final int RECEIVE_BUFFER_BYTES = 16 * 1024;

    private final Host host;
    private final EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final CompletableFuture<Channel> muxed = new CompletableFuture<>();
    private final CompletableFuture<Integer> firstType = new CompletableFuture<>();

    RawClient(Host host) {
        this.host = host;
    }

    /** The connection, once both sides may send frames on it. */
    CompletableFuture<Channel> muxed() {
        return muxed;
    }

    /** The type of the first frame of the host. */
    CompletableFuture<Integer> firstType() {
        return firstType;
    }

    void connect(List<String> security, List<String> muxers) {
        NoiseIdentity identity = new NoiseIdentity(PrivateKey.generateEd25519(new SecureRandom()), muxers);
        var _ = new Bootstrap()
                .group(group)
                .channel(NioSocketChannel.class)
                .option(ChannelOption.SO_RCVBUF, RECEIVE_BUFFER_BYTES)
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

    static void writeHeader(ByteBuf out, int type, int flags, int id, int length) {
        out.writeByte(0).writeByte(type).writeShort(flags).writeInt(id).writeInt(length);
    }

    @Override
    public void close() {
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS).awaitUninterruptibly();
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
}
