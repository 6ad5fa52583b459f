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
 * message is decrypted in place. One is also encrypted in place if its buffer, which must be nobody else's, has room for
 * the length in front and for the tag behind; otherwise it is encrypted straight into its frame.
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
                if (message != null) {
                    readMessage(ctx, in, message);
                    continue;
                }
                int length = readLength(in);
                if (length == in.readableBytes() && in.isDirect()) {
                    // Just this message, as is usual for short ones: the buffer is passed on.
                    open(ctx, in.retain());
                    return;
                }
                if (length >= 0) {
                    message = ctx.alloc().directBuffer(length, length);
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
        if (hasRoom(data)) {
            var _ = ctx.write(sealInPlace(data), promise);
            return;
        }
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

    /** The length of the next message; negative as long as its second byte has not come. */
    private int readLength(ByteBuf in) throws NoiseException {
        if (lengthStart < 0) {
            lengthStart = in.readUnsignedByte();
            if (!in.isReadable()) {
                return -1;
            }
        }
        int length = lengthStart << Byte.SIZE | in.readUnsignedByte();
        lengthStart = -1;
        if (length < CipherState.TAG_BYTES) {
            throw new NoiseException("message of " + length + " bytes is shorter than its authentication tag");
        }
        return length;
    }

    private void readMessage(ChannelHandlerContext ctx, ByteBuf in, ByteBuf target) throws NoiseException {
        target.writeBytes(in, Math.min(in.readableBytes(), target.writableBytes()));
        if (target.isWritable()) {
            return;
        }
        message = null;
        open(ctx, target);
    }

    /** Decrypts the message that is all of what is readable here, and passes the buffer on. */
    private void open(ChannelHandlerContext ctx, ByteBuf target) throws NoiseException {
        int start = target.readerIndex();
        int length = target.readableBytes() - CipherState.TAG_BYTES;
        try {
            receiving.open(target.nioBuffer(), target.internalNioBuffer(start, length));
        } catch (NoiseException e) {
            target.release();
            throw e;
        }
        ctx.fireChannelRead(target.writerIndex(start + length));
    }

    private static boolean hasRoom(ByteBuf data) {
        return data.isDirect()
                && data.readableBytes() <= MAX_PLAINTEXT_BYTES
                && data.readerIndex() >= LENGTH_BYTES
                && data.writableBytes() >= CipherState.TAG_BYTES;
    }

    private ByteBuf sealInPlace(ByteBuf data) throws NoiseException {
        int start = data.readerIndex();
        int length = data.readableBytes();
        int messageLength = length + CipherState.TAG_BYTES;
        try {
            sending.seal(data.nioBuffer(start, length), data.internalNioBuffer(start, messageLength));
        } catch (NoiseException e) {
            data.release();
            throw e;
        }
        return data.setShort(start - LENGTH_BYTES, messageLength).setIndex(start - LENGTH_BYTES, start + messageLength);
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
