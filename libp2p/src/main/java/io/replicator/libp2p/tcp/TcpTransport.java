package io.replicator.libp2p.tcp;

import io.netty.bootstrap.Bootstrap;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.util.concurrent.Future;
import io.replicator.libp2p.host.Connection;
import io.replicator.libp2p.host.Transport;
import io.replicator.libp2p.host.TransportHost;
import io.replicator.libp2p.multiformats.Multiaddr;
import io.replicator.libp2p.multiformats.MultiaddrProtocol;
import io.replicator.libp2p.multiformats.PeerId;
import io.replicator.libp2p.noise.NoiseIdentity;
import io.replicator.libp2p.pnet.PreSharedKey;
import io.replicator.libp2p.tls.TlsIdentity;
import io.replicator.libp2p.yamux.StreamMemory;
import java.io.IOException;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** TCP over IPv4 and IPv6, with host names. */
public final class TcpTransport implements Transport {

    private static final int BACKLOG = 128;
    private static final WriteBufferWaterMark WATERMARKS = new WriteBufferWaterMark(64 * 1024, 256 * 1024);

    /** Small arenas: a page is 8 KiB, a chunk 1 MiB, while the longest buffer is one Noise frame of 64 KiB. */
    private static final int PAGE_BYTES = 8 * 1024;

    private static final int CHUNK_ORDER = 7;
    private static final int CACHED_SMALL_BUFFERS = 256;
    private static final int CACHED_LARGE_BUFFERS = 16;

    private final Environment environment;
    private final Duration closeTimeout;
    private final EventLoops eventLoops;
    private final ByteBufAllocator allocator;
    private final Set<Channel> listeners = ConcurrentHashMap.newKeySet();

    /**
     * @param closeTimeout how long {@link #close} waits
     * @param privateNetwork the key without which nothing is said to anybody; null for a public network
     */
    public TcpTransport(
            TransportHost host, TcpConfig config, Duration closeTimeout, @Nullable PreSharedKey privateNetwork) {
        this.environment = new Environment(
                host,
                config,
                new NoiseIdentity(host.privateKey(), Upgrade.earlyMuxers(config)),
                new Lazy<>(() -> new TlsIdentity(host.privateKey(), Upgrade.earlyMuxers(config))),
                new StreamMemory(
                        config.streams().bytes(), host.counters().heldBytes, host.counters().overloadedStreams),
                privateNetwork);
        this.closeTimeout = closeTimeout;
        int threads = config.eventLoopThreads();
        this.eventLoops = EventLoops.start(threads);
        this.allocator = new PooledByteBufAllocator(
                true, threads, threads, PAGE_BYTES, CHUNK_ORDER, CACHED_SMALL_BUFFERS, CACHED_LARGE_BUFFERS, false);
    }

    @Override
    public boolean handles(Multiaddr address) {
        return address.isPlainTcp()
                && !address.has(MultiaddrProtocol.IP6ZONE)
                && !address.has(MultiaddrProtocol.DNSADDR);
    }

    @Override
    public CompletableFuture<Multiaddr> listen(Multiaddr address) {
        InetAddress ip = address.ip().orElse(null);
        if (ip == null || !handles(address)) {
            return CompletableFuture.failedFuture(new IOException("TCP cannot listen on " + address));
        }
        SocketProtocolFamily family =
                ip instanceof Inet4Address ? SocketProtocolFamily.INET : SocketProtocolFamily.INET6;
        CompletableFuture<Multiaddr> bound = new CompletableFuture<>();
        new ServerBootstrap()
                .group(eventLoops.group(), eventLoops.group())
                .channelFactory(() -> eventLoops.serverSocket().apply(family))
                .option(ChannelOption.SO_BACKLOG, BACKLOG)
                .option(ChannelOption.SO_REUSEADDR, true)
                .childOption(ChannelOption.ALLOCATOR, allocator)
                .childOption(ChannelOption.TCP_NODELAY, true)
                .childOption(ChannelOption.WRITE_BUFFER_WATER_MARK, WATERMARKS)
                .childHandler(initializer(this::accept))
                .bind(ip, address.port().orElseThrow())
                .addListener((ChannelFuture binding) -> {
                    if (binding.isSuccess()) {
                        listeners.add(binding.channel());
                        bound.complete(addressOf(binding.channel().localAddress()));
                    } else {
                        bound.completeExceptionally(
                                new IOException("cannot listen on " + address + ": " + message(binding.cause())));
                    }
                });
        return bound;
    }

    @Override
    public CompletableFuture<Connection> dial(@Nullable PeerId peer, Multiaddr address) {
        if (eventLoops.group().isShuttingDown()) {
            return CompletableFuture.failedFuture(new IOException("the host is closed"));
        }
        CompletableFuture<Connection> result = new CompletableFuture<>();
        long millis = environment.config().timeouts().dial().toMillis();
        // A remote with another key may wait for the rest of what it takes for a long message.
        String guess = environment.privateNetwork() == null ? "" : "; " + environment.guess();
        Future<?> deadline = eventLoops
                .group()
                .schedule(
                        () -> result.completeExceptionally(
                                new IOException("no connection within " + millis + " ms" + guess)),
                        millis,
                        TimeUnit.MILLISECONDS);
        var _ = result.whenComplete((connection, failure) -> deadline.cancel(false));
        var _ = Resolver.resolve(address).whenComplete((sockets, failure) -> {
            if (failure != null) {
                result.completeExceptionally(failure);
            } else {
                connect(peer, address, sockets, 0, result);
            }
        });
        return result;
    }

    @Override
    public void close() {
        listeners.forEach(listener -> {
            var _ = listener.close();
        });
        eventLoops
                .group()
                .shutdownGracefully(0, closeTimeout.toMillis(), TimeUnit.MILLISECONDS)
                .awaitUninterruptibly(closeTimeout.toMillis());
    }

    /** Tries the sockets that a name stands for one after another. */
    private void connect(
            @Nullable PeerId peer,
            Multiaddr address,
            List<InetSocketAddress> sockets,
            int index,
            CompletableFuture<Connection> result) {
        if (result.isDone()) {
            return;
        }
        Upgrade upgrade = Upgrade.dialled(environment, peer, address);
        ChannelFuture connecting = new Bootstrap()
                .group(eventLoops.group())
                .channel(eventLoops.socketType())
                .option(ChannelOption.ALLOCATOR, allocator)
                .option(ChannelOption.TCP_NODELAY, true)
                .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATERMARKS)
                .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, (int)
                        environment.config().timeouts().dial().toMillis())
                .handler(initializer(upgrade::install))
                .connect(sockets.get(index));
        // A dial that was cancelled, timed out or won by another address leaves no socket behind.
        var _ = result.whenComplete((connection, failure) -> {
            if (failure != null) {
                var _ = connecting.channel().close();
            }
        });
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                upgrade.result().completeExceptionally(new IOException(message(done.cause()), done.cause()));
            }
        });
        var _ = upgrade.result().whenComplete((connection, failure) -> {
            if (failure == null) {
                if (!result.complete(connection)) {
                    var _ = connection.close();
                }
            } else if (index + 1 < sockets.size()) {
                connect(peer, address, sockets, index + 1, result);
            } else {
                result.completeExceptionally(failure);
            }
        });
    }

    private void accept(Channel channel) {
        Multiaddr remote = addressOf(channel.remoteAddress());
        TransportHost host = environment.host();
        TransportHost.InboundPermit permit = host.acceptInbound(addressOf(channel.localAddress()), remote);
        if (permit == null) {
            var _ = channel.close();
            return;
        }
        channel.closeFuture().addListener(closed -> permit.release());
        Upgrade upgrade = Upgrade.accepted(environment, remote);
        var _ = upgrade.result().whenComplete((connection, failure) -> {
            permit.handshakeEnded();
            if (failure == null) {
                host.onInbound(connection);
            }
        });
        upgrade.install(channel);
    }

    private static ChannelInitializer<Channel> initializer(Consumer<Channel> initialization) {
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(Channel channel) {
                initialization.accept(channel);
            }
        };
    }

    private static Multiaddr addressOf(SocketAddress socket) {
        return Multiaddr.tcp((InetSocketAddress) socket);
    }

    private static String message(@Nullable Throwable cause) {
        return cause == null || cause.getMessage() == null ? "unknown failure" : cause.getMessage();
    }
}
