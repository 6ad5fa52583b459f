package io.replicator.libp2p.multiformats;

import io.netty.buffer.ByteBuf;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;

/**
 * Unsigned LEB128 integers of at most 63 bits, in minimal form only (multiformats/unsigned-varint). Reading a value that
 * is zero-padded or longer than nine bytes throws {@link IllegalArgumentException}.
 */
public final class Varint {

    /** Longest encoding: nine bytes of seven bits. */
    public static final int MAX_BYTES = 9;

    /** What {@link #read(ByteBuf)} returns when the buffer ends before the varint, and {@link #read(InputStream)} at the end of the stream. */
    public static final long NONE = -1;

    private Varint() {}

    /** Bytes that {@link #encode} makes of this value. */
    public static int size(long value) {
        checkRange(value);
        return Math.max(1, (Long.SIZE - Long.numberOfLeadingZeros(value) + 6) / 7);
    }

    /**
     * The shortest encoding, of 1 to 9 bytes.
     *
     * @throws IllegalArgumentException if the value is negative
     */
    public static byte[] encode(long value) {
        byte[] bytes = new byte[size(value)];
        long rest = value;
        for (int i = 0; i < bytes.length - 1; i++) {
            bytes[i] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        bytes[bytes.length - 1] = (byte) rest;
        return bytes;
    }

    /** As {@link #encode}, at the end of a buffer. */
    public static void write(ByteBuf out, long value) {
        checkRange(value);
        long rest = value;
        while (rest > 0x7f) {
            out.writeByte((int) (rest | 0x80));
            rest >>>= 7;
        }
        out.writeByte((int) rest);
    }

    /** As {@link #encode}, at the end of a stream. */
    public static void write(ByteArrayOutputStream out, long value) {
        out.writeBytes(encode(value));
    }

    /** Reads one varint; returns {@link #NONE}, and leaves the reader index alone, if the buffer ends before it does. */
    public static long read(ByteBuf in) {
        Decoder decoder = new Decoder();
        for (int i = in.readerIndex(); i < in.writerIndex(); i++) {
            if (decoder.accept(in.getByte(i))) {
                in.readerIndex(i + 1);
                return decoder.value;
            }
        }
        return NONE;
    }

    /** Reads one varint from a complete message; a message that ends inside it is malformed. */
    public static long read(ByteBuffer in) {
        Decoder decoder = new Decoder();
        while (in.hasRemaining()) {
            if (decoder.accept(in.get())) {
                return decoder.value;
            }
        }
        throw new IllegalArgumentException("truncated varint");
    }

    /**
     * Reads one varint; returns {@link #NONE} if the stream ends before its first byte.
     *
     * @throws EOFException if the stream ends inside the varint
     */
    public static long read(InputStream in) throws IOException {
        Decoder decoder = new Decoder();
        for (int octet = in.read(); octet >= 0; octet = in.read()) {
            if (decoder.accept((byte) octet)) {
                return decoder.value;
            }
        }
        if (decoder.length == 0) {
            return NONE;
        }
        throw new EOFException("the stream ended inside a varint");
    }

    private static void checkRange(long value) {
        if (value < 0) {
            throw new IllegalArgumentException("a varint cannot hold the negative number " + value);
        }
    }

    /** Takes a varint byte by byte, so that all sources share one set of checks. */
    private static final class Decoder {
        private long value;
        private int length;

        /** Returns whether this was the last byte. */
        private boolean accept(byte octet) {
            if (length == MAX_BYTES) {
                throw new IllegalArgumentException("varint longer than " + MAX_BYTES + " bytes");
            }
            value |= (long) (octet & 0x7f) << (7 * length);
            length++;
            if (octet < 0) {
                return false;
            }
            if (octet == 0 && length > 1) {
                throw new IllegalArgumentException("varint is not minimal");
            }
            return true;
        }
    }
}
