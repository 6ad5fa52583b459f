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
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** TCP over IPv4 and IPv6, with host names. */
public final class TcpTransport implements Transport {

    /** The delay between two attempts that RFC 8305 recommends. */
    static final Duration HEAD_START = Duration.ofMillis(250);

    private static final int BACKLOG = 128;
    private static final WriteBufferWaterMark WATERMARKS = new WriteBufferWaterMark(64 * 1024, 256 * 1024);

    /** Small arenas: a page is 8 KiB, a chunk 1 MiB, while the longest buffer is one Noise frame of 64 KiB. */
    private static final int PAGE_BYTES = 8 * 1024;

    private static final int CHUNK_ORDER = 7;
    private static final int CACHED_SMALL_BUFFERS = 256;
    private static final int CACHED_LARGE_BUFFERS = 16;

    private final Environment environment;
    private final Duration closeTimeout;
    private final Function<Multiaddr, CompletableFuture<List<InetSocketAddress>>> resolver;
    private final EventLoops eventLoops;
    private final ByteBufAllocator allocator;
    private final Set<Channel> listeners = ConcurrentHashMap.newKeySet();

    /** What ends each dial that is under way. */
    private final Set<Runnable> dialEnds = ConcurrentHashMap.newKeySet();

    /**
     * @param closeTimeout how long {@link #close} waits
     * @param privateNetwork the key without which nothing is said to anybody; null for a public network
     */
    public TcpTransport(
            TransportHost host, TcpConfig config, Duration closeTimeout, @Nullable PreSharedKey privateNetwork) {
        this(host, config, closeTimeout, privateNetwork, Resolver::resolve);
    }

    /** @param resolver finds the sockets that an address stands for, at least one */
    TcpTransport(
            TransportHost host,
            TcpConfig config,
            Duration closeTimeout,
            @Nullable PreSharedKey privateNetwork,
            Function<Multiaddr, CompletableFuture<List<InetSocketAddress>>> resolver) {
        this.environment = new Environment(
                host,
                config,
                new NoiseIdentity(host.privateKey(), Upgrade.earlyMuxers(config)),
                new Lazy<>(() -> new TlsIdentity(host.privateKey(), Upgrade.earlyMuxers(config))),
                new StreamMemory(
                        config.streams().bytes(), host.counters().heldBytes, host.counters().overloadedStreams),
                privateNetwork);
        this.closeTimeout = closeTimeout;
        this.resolver = resolver;
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
        CompletableFuture<Connection> result = new CompletableFuture<>();
        Runnable end = () -> result.completeExceptionally(new IOException("the host is closed"));
        dialEnds.add(end);
        var _ = result.whenComplete((connection, failure) -> dialEnds.remove(end));
        // Looked at now: either this sees that the host closes, or closing sees this dial.
        if (eventLoops.group().isShuttingDown()) {
            end.run();
            return result;
        }
        Future<?> deadline = eventLoops
                .group()
                .schedule(() -> result.completeExceptionally(tooLate()), dialMillis(), TimeUnit.MILLISECONDS);
        var _ = result.whenComplete((connection, failure) -> deadline.cancel(false));
        var _ = resolver.apply(address).whenComplete((sockets, failure) -> {
            if (failure != null) {
                result.completeExceptionally(failure);
            } else {
                new Race(peer, address, sockets, result).start(0);
            }
        });
        return result;
    }

    @Override
    public void close() {
        listeners.forEach(listener -> {
            var _ = listener.close();
        });
        Future<?> shutdown = eventLoops.group().shutdownGracefully(0, closeTimeout.toMillis(), TimeUnit.MILLISECONDS);
        // Their deadlines have ended with the event loops.
        dialEnds.forEach(Runnable::run);
        shutdown.awaitUninterruptibly(closeTimeout.toMillis());
    }

    private int dialMillis() {
        return (int) environment.config().timeouts().dial().toMillis();
    }

    private IOException tooLate() {
        // A remote with another key may wait for the rest of what it takes for a long message.
        String guess = environment.privateNetwork() == null ? "" : "; " + environment.guess();
        return new IOException("no connection within " + dialMillis() + " ms" + guess);
    }

    /**
     * The sockets that a name stands for, each with a head start before the next one; the first that becomes a
     * connection wins (RFC 8305, section 5). So one that never answers does not use up the time of all.
     */
    private final class Race {

        private final @Nullable PeerId peer;
        private final Multiaddr address;
        private final List<InetSocketAddress> sockets;
        private final CompletableFuture<Connection> result;

        /** Sockets whose turn has come. */
        private int started;

        /** Those of them that have not failed. */
        private int pending;

        private Race(
                @Nullable PeerId peer,
                Multiaddr address,
                List<InetSocketAddress> sockets,
                CompletableFuture<Connection> result) {
            this.peer = peer;
            this.address = address;
            this.sockets = sockets;
            this.result = result;
        }

        /** Once the one before has failed or had its head start, whichever comes first. */
        private void start(int index) {
            synchronized (this) {
                if (index != started || index == sockets.size() || result.isDone()) {
                    return;
                }
                started++;
                pending++;
            }
            if (index + 1 < sockets.size()) {
                var _ = eventLoops
                        .group()
                        .schedule(() -> start(index + 1), HEAD_START.toMillis(), TimeUnit.MILLISECONDS);
            }
            var _ = connect(sockets.get(index)).whenComplete((connection, failure) -> {
                if (failure != null) {
                    failed(index, failure);
                } else if (!result.complete(connection)) {
                    var _ = connection.close();
                }
            });
        }

        private void failed(int index, Throwable failure) {
            start(index + 1);
            boolean last;
            synchronized (this) {
                last = --pending == 0;
            }
            if (last) {
                result.completeExceptionally(failure);
            }
        }

        private CompletableFuture<Connection> connect(InetSocketAddress socket) {
            Upgrade upgrade = Upgrade.dialled(environment, peer, address);
            ChannelFuture connecting = new Bootstrap()
                    .group(eventLoops.group())
                    .channel(eventLoops.socketType())
                    .option(ChannelOption.ALLOCATOR, allocator)
                    .option(ChannelOption.TCP_NODELAY, true)
                    .option(ChannelOption.WRITE_BUFFER_WATER_MARK, WATERMARKS)
                    .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, dialMillis())
                    .handler(initializer(upgrade::install))
                    .connect(socket);
            // A dial that was cancelled, timed out or won by another socket leaves none behind.
            var _ = result.whenComplete((connection, failure) -> {
                if (!upgrade.result().isDone()) {
                    var _ = connecting.channel().close();
                }
            });
            connecting.addListener(done -> {
                if (!done.isSuccess()) {
                    upgrade.result().completeExceptionally(new IOException(message(done.cause()), done.cause()));
                }
            });
            return upgrade.result();
        }
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
