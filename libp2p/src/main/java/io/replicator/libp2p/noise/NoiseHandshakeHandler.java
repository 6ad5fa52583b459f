package io.replicator.libp2p.noise;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.replicator.libp2p.multiformats.PeerId;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Runs the handshake on a channel. When it is complete, a {@link NoiseTransportHandler} takes its place, the owner adds
 * what comes next, and bytes that followed the last message are handed on. The owner of the channel limits the time.
 */
public final class NoiseHandshakeHandler extends ByteToMessageDecoder {

    /** The protocol id for multistream-select. */
    public static final String PROTOCOL = "/noise";

    /** The longest handshake message accepted; real ones have a few hundred bytes. */
    static final int MAX_MESSAGE_BYTES = 16 * 1024;

    private static final int LENGTH_BYTES = 2;
    private static final byte[] EMPTY = {};

    /** Goes on with the secured channel: adds handlers behind the context's. */
    @FunctionalInterface
    public interface Continuation {
        void secured(ChannelHandlerContext ctx, SecuredPeer peer) throws IOException;
    }

    private final boolean initiator;
    private final NoiseIdentity identity;
    private final @Nullable PeerId expected;
    private final Continuation continuation;
    private final XxHandshake handshake;
    private boolean failed;

    /** @param expected the only peer that may answer; null accepts any */
    public NoiseHandshakeHandler(
            boolean initiator, NoiseIdentity identity, @Nullable PeerId expected, Continuation continuation) {
        this(initiator, identity, expected, continuation, X25519KeyPair.generate());
    }

    NoiseHandshakeHandler(
            boolean initiator,
            NoiseIdentity identity,
            @Nullable PeerId expected,
            Continuation continuation,
            X25519KeyPair ephemeralKey) {
        this.initiator = initiator;
        this.identity = identity;
        this.expected = expected;
        this.continuation = continuation;
        this.handshake = new XxHandshake(initiator, EMPTY, identity.staticKey(), ephemeralKey);
    }

    @Override
    public void handlerAdded(ChannelHandlerContext ctx) throws NoiseException {
        if (initiator) {
            send(ctx, handshake.write(EMPTY));
        }
    }

    /** The decoder offers what is left once more when the channel ends; after a failure that means nothing. */
    @Override
    protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) throws IOException {
        if (failed) {
            in.skipBytes(in.readableBytes());
            return;
        }
        failed = true;
        decode(ctx, in);
        failed = false;
    }

    private void decode(ChannelHandlerContext ctx, ByteBuf in) throws IOException {
        if (in.readableBytes() < LENGTH_BYTES) {
            return;
        }
        int length = in.getUnsignedShort(in.readerIndex());
        if (length > MAX_MESSAGE_BYTES) {
            throw new NoiseException("handshake message of " + length + " bytes");
        }
        if (in.readableBytes() < LENGTH_BYTES + length) {
            return;
        }
        byte[] message = new byte[length];
        in.skipBytes(LENGTH_BYTES).readBytes(message);
        receive(ctx, message);
    }

    private void receive(ChannelHandlerContext ctx, byte[] message) throws IOException {
        byte[] payload = handshake.read(message);
        // Message 1 carries no payload; the other one that this side reads proves who the remote is.
        SecuredPeer peer = initiator || handshake.isComplete() ? verify(payload, handshake.remoteStatic()) : null;
        if (handshake.isMyTurn()) {
            send(ctx, handshake.write(identity.payload()));
        }
        if (peer != null) {
            NoiseTransportHandler transport = new NoiseTransportHandler(handshake.split());
            ctx.pipeline().addAfter(ctx.name(), null, transport);
            continuation.secured(ctx.pipeline().context(transport), peer);
            ctx.pipeline().remove(this);
        }
    }

    private SecuredPeer verify(byte[] payload, byte[] remoteStatic) throws NoiseException {
        SecuredPeer peer = NoiseIdentity.verify(payload, remoteStatic);
        PeerId id = peer.key().peerId();
        if (expected != null && !expected.equals(id)) {
            throw new NoiseException("expected " + expected + ", but " + id + " answered");
        }
        return peer;
    }

    private static void send(ChannelHandlerContext ctx, byte[] message) {
        ByteBuf frame = ctx.alloc().buffer(LENGTH_BYTES + message.length);
        frame.writeShort(message.length).writeBytes(message);
        var _ = ctx.writeAndFlush(frame, ctx.voidPromise());
    }
}
