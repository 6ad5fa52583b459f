package io.replicator.libp2p.tcp;

import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.SocketProtocolFamily;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;
import java.nio.channels.spi.SelectorProvider;
import java.util.function.Function;

/**
 * The event loops and the kinds of socket that belong to them: epoll where there is one, else the JDK's selector.
 *
 * @param serverSocket makes a server socket of one family; without a family it would be of both, and 0.0.0.0 would be
 *     reported as ::
 */
record EventLoops(
        EventLoopGroup group,
        Class<? extends SocketChannel> socketType,
        Function<SocketProtocolFamily, ServerSocketChannel> serverSocket) {

    static EventLoops start(int threads) {
        DefaultThreadFactory names = new DefaultThreadFactory("libp2p", true);
        if (Epoll.isAvailable()) {
            // On a single processor, whoever polls keeps others from what it waits for.
            IoHandlerFactory epoll = Runtime.getRuntime().availableProcessors() == 1
                    ? EpollIoHandler.newFactory()
                    : EpollIoHandler.newFactory(0, () -> new SpinThenBlock(System::nanoTime));
            return new EventLoops(
                    new MultiThreadIoEventLoopGroup(threads, names, epoll),
                    EpollSocketChannel.class,
                    EpollServerSocketChannel::new);
        }
        return new EventLoops(
                new MultiThreadIoEventLoopGroup(threads, names, NioIoHandler.newFactory()),
                NioSocketChannel.class,
                family -> new NioServerSocketChannel(SelectorProvider.provider(), family));
    }
}
