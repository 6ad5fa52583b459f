package io.replicator.libp2p.fuzz;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.replicator.libp2p.multiformats.Varint;
import io.replicator.libp2p.multiformats.VarintFrame;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;

/** Messages with their lengths in front, as an input gives them: most with the right length, so that what is in them is read. */
public final class FramedMessages {

    private enum Kind {
        /** With its length. */
        FRAME,
        /** The last frame once more. */
        AGAIN,
        /** With a length beyond what follows, or even beyond what is accepted. */
        TOO_LONG,
        /** What may be a frame or not. */
        BYTES
    }

    private FramedMessages() {}

    /** The part of an input that makes a stream of these messages. */
    public static byte[] of(List<byte[]> messages) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (byte[] message : messages) {
            out.write(Pick.number(Kind.FRAME));
            out.write(message.length >> Byte.SIZE);
            out.write(message.length);
            out.writeBytes(message);
        }
        return out.toByteArray();
    }

    /** What the remote sends. */
    public static byte[] stream(ByteBuf in) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        byte[] last = {};
        while (in.readableBytes() >= 3) {
            Kind kind = Pick.of(Kind.class, in.readUnsignedByte());
            int length = in.readUnsignedShort();
            switch (kind) {
                case FRAME -> {
                    last = new byte[Math.min(length, in.readableBytes())];
                    in.readBytes(last);
                    out.writeBytes(VarintFrame.encode(last));
                }
                case AGAIN -> out.writeBytes(VarintFrame.encode(last));
                case TOO_LONG -> {
                    out.writeBytes(Varint.encode((long) length * length));
                    out.writeBytes(last);
                }
                case BYTES -> {
                    byte[] bytes = new byte[Math.min(length, in.readableBytes())];
                    in.readBytes(bytes);
                    out.writeBytes(bytes);
                }
            }
        }
        out.writeBytes(ByteBufUtil.getBytes(in));
        return out.toByteArray();
    }

    /**
     * What a reader finds in such a stream.
     *
     * @param messages the complete ones, up to the first that is not, or is too long
     * @param length of these in the stream, in bytes
     * @param complete whether there is nothing else in the stream
     */
    public record Found(List<byte[]> messages, int length, boolean complete) {}

    /** Reads a stream in a simple way. */
    public static Found find(byte[] stream, int maxLength) {
        List<byte[]> messages = new ArrayList<>();
        int at = 0;
        while (at < stream.length) {
            int from = at;
            long length = 0;
            int size = 0;
            int octet = 0x80;
            while (octet >= 0x80 && size < Varint.MAX_BYTES && from + size < stream.length) {
                octet = stream[from + size] & 0xff;
                length |= (long) (octet & 0x7f) << (7 * size);
                size++;
            }
            boolean wellFormed = octet < 0x80 && (octet != 0 || size == 1);
            if (!wellFormed || length > maxLength || length > stream.length - from - size) {
                return new Found(messages, at, false);
            }
            byte[] message = new byte[(int) length];
            System.arraycopy(stream, from + size, message, 0, message.length);
            messages.add(message);
            at = from + size + message.length;
        }
        return new Found(messages, at, true);
    }
}
