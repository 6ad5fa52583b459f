package io.replicator.libp2p.multistream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.io.IOException;
import java.util.List;

/**
 * Runs a {@link Negotiation} on a channel. When it ends well, the owner puts the next handler behind this one, which then
 * removes itself and hands on all bytes that it has not used. The owner of the channel limits the time.
 */
public final class MultistreamHandler extends ByteToMessageDecoder {

    /** Goes on with the protocol agreed on. */
    @FunctionalInterface
    public interface Continuation {
        void agreed(ChannelHandlerContext ctx, String protocol) throws IOException;
    }

    private final Negotiation negotiation;
    private final Continuation continuation;
    private boolean started;
    private boolean failed;

    public MultistreamHandler(Negotiation negotiation, Continuation continuation) {
        this.negotiation = negotiation;
        this.continuation = continuation;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) {
        if (ctx.channel().isActive()) {
            start(ctx);
        }
    }

    @Override
    public void channelActive(ChannelHandlerContext ctx) {
        start(ctx);
        ctx.fireChannelActive();
    }

    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws IOException {
        // What comes after a failure, or was left by it, is not a part of any negotiation.
        if (failed) {
            in.skipBytes(in.readableBytes());
            return;
        }
        failed = true;
        decode(ctx, in);
        failed = false;
    }

    private void decode(ChannelHandlerContext ctx, ByteBuf in) throws IOException {
        ByteBuf answer = ctx.alloc().buffer();
        String agreed;
        try {
            agreed = negotiation.advance(in, answer);
        } catch (IOException e) {
            answer.release();
            throw e;
        }
        flush(ctx, answer);
        if (agreed != null) {
            continuation.agreed(ctx, agreed);
            ctx.pipeline().remove(this);
        }
    }

    /** An accepted socket is active when this handler is added, and says so again afterwards. */
    private void start(ChannelHandlerContext ctx) {
        if (started) {
            return;
        }
        started = true;
        ByteBuf out = ctx.alloc().buffer();
        negotiation.start(out);
        flush(ctx, out);
    }

    private static void flush(ChannelHandlerContext ctx, ByteBuf out) {
        if (out.isReadable()) {
            var _ = ctx.writeAndFlush(out, ctx.voidPromise());
        } else {
            out.release();
        }
    }
}
