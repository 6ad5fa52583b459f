package io.replicator.libp2p.noise;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.util.concurrent.PromiseCombiner;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Encrypts and decrypts after the handshake: a frame is a 2-byte length and one Noise message. Each buffer written
 * becomes one frame, or several if it is longer than a message can be, so the layer above gathers small writes. A
 * message is encrypted from the buffer above straight into its frame, and decrypted in place.
 */
final class NoiseTransportHandler extends ChannelDuplexHandler {

    static final int MAX_MESSAGE_BYTES = 65_535;
    static final int MAX_PLAINTEXT_BYTES = MAX_MESSAGE_BYTES - CipherState.TAG_BYTES;

    private static final int LENGTH_BYTES = 2;

    private final CipherState sending;
    private final CipherState receiving;

    /** The first byte of a length that was cut in two; negative if there is none. */
    private int lengthStart = -1;

    /** The message that is being received; its capacity is its length. */
    private @Nullable ByteBuf message;

    private boolean failed;

    NoiseTransportHandler(NoiseCiphers ciphers) {
        this.sending = ciphers.sending();
        this.receiving = ciphers.receiving();
    }

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object read) throws NoiseException {
        ByteBuf in = (ByteBuf) read;
        try {
            while (in.isReadable() && !failed) {
                if (message == null) {
                    readLength(ctx, in);
                } else {
                    readMessage(ctx, in, message);
                }
            }
        } catch (NoiseException e) {
            failed = true;
            throw e;
        } finally {
            in.release();
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext ctx) {
        if (message != null) {
            message.release();
            message = null;
        }
    }

    @Override
    public void write(ChannelHandlerContext ctx, Object written, ChannelPromise promise) throws NoiseException {
        ByteBuf data = (ByteBuf) written;
        try {
            if (data.readableBytes() <= MAX_PLAINTEXT_BYTES) {
                var _ = ctx.write(seal(ctx, data, data.readableBytes()), promise);
                return;
            }
            PromiseCombiner frames = new PromiseCombiner(ctx.executor());
            while (data.isReadable()) {
                frames.add(ctx.write(seal(ctx, data, Math.min(data.readableBytes(), MAX_PLAINTEXT_BYTES))));
            }
            frames.finish(promise.unvoid());
        } finally {
            data.release();
        }
    }

    private void readLength(ChannelHandlerContext ctx, ByteBuf in) throws NoiseException {
        if (lengthStart < 0) {
            lengthStart = in.readUnsignedByte();
            return;
        }
        int length = lengthStart << Byte.SIZE | in.readUnsignedByte();
        lengthStart = -1;
        if (length < CipherState.TAG_BYTES) {
            throw new NoiseException("message of " + length + " bytes is shorter than its authentication tag");
        }
        message = ctx.alloc().directBuffer(length, length);
    }

    private void readMessage(ChannelHandlerContext ctx, ByteBuf in, ByteBuf target) throws NoiseException {
        target.writeBytes(in, Math.min(in.readableBytes(), target.writableBytes()));
        if (target.isWritable()) {
            return;
        }
        int length = target.writerIndex() - CipherState.TAG_BYTES;
        receiving.open(target.nioBuffer(), target.internalNioBuffer(0, length));
        target.writerIndex(length);
        message = null;
        ctx.fireChannelRead(target);
    }

    private ByteBuf seal(ChannelHandlerContext ctx, ByteBuf data, int length) throws NoiseException {
        int messageLength = length + CipherState.TAG_BYTES;
        ByteBuf frame = ctx.alloc().directBuffer(LENGTH_BYTES + messageLength);
        frame.writeShort(messageLength);
        ByteBuffer plaintext;
        if (data.isDirect()) {
            plaintext = data.nioBuffer(data.readerIndex(), length);
        } else {
            data.getBytes(data.readerIndex(), frame, LENGTH_BYTES, length);
            plaintext = frame.nioBuffer(LENGTH_BYTES, length);
        }
        try {
            sending.seal(plaintext, frame.internalNioBuffer(LENGTH_BYTES, messageLength));
        } catch (NoiseException e) {
            frame.release();
            throw e;
        }
        data.skipBytes(length);
        return frame.writerIndex(LENGTH_BYTES + messageLength);
    }
}
