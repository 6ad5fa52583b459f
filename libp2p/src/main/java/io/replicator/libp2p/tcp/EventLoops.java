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
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.util.concurrent.DefaultThreadFactory;

/** The event loops and the kinds of socket that belong to them: epoll where there is one, else the JDK's selector. */
record EventLoops(
        EventLoopGroup group,
        Class<? extends SocketChannel> socketType,
        Class<? extends ServerSocketChannel> serverSocketType) {

    static EventLoops start(int threads) {
        DefaultThreadFactory names = new DefaultThreadFactory("libp2p", true);
        if (Epoll.isAvailable()) {
            IoHandlerFactory epoll = EpollIoHandler.newFactory();
            return new EventLoops(
                    new MultiThreadIoEventLoopGroup(threads, names, epoll),
                    EpollSocketChannel.class,
                    EpollServerSocketChannel.class);
        }
        return new EventLoops(
                new MultiThreadIoEventLoopGroup(threads, names, NioIoHandler.newFactory()),
                NioSocketChannel.class,
                NioServerSocketChannel.class);
    }
}
