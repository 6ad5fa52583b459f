package io.replicator.libp2p.tcp;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandler.Sharable;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.replicator.libp2p.host.HostCounters;

/** Counts the bytes of all sockets. */
@Sharable
final class TrafficCounter extends ChannelDuplexHandler {

    private final HostCounters counters;

    TrafficCounter(HostCounters counters) {
        this.counters = counters;
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
        counters.bytesRead.add(((ByteBuf) message).readableBytes());
        ctx.fireChannelRead(message);
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
        counters.bytesWritten.add(((ByteBuf) message).readableBytes());
        var _ = ctx.write(message, promise);
    }
}
