package io.replicator.libp2p.multistream;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.replicator.libp2p.multiformats.Varint;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** One message: a varint length that counts the newline, UTF-8 text, a newline. */
final class Message {

    /** The longest message accepted, as in go-libp2p and js-libp2p. */
    static final int MAX_BYTES = 1024;

    static final String HEADER = "/multistream/1.0.0";
    static final String NOT_AVAILABLE = "na";

    private static final byte[] HEADER_MESSAGE = encoded(HEADER);

    private Message() {}

    static void write(ByteBuf out, String text) {
        int length = ByteBufUtil.utf8Bytes(text) + 1;
        if (length > MAX_BYTES) {
            throw new IllegalArgumentException("protocol id of " + length + " bytes is over the limit of " + MAX_BYTES);
        }
        Varint.write(out, length);
        ByteBufUtil.writeUtf8(out, text);
        out.writeByte('\n');
    }

    /** Reads a message; null, and nothing is consumed, if it is not yet complete. */
    static @Nullable String read(ByteBuf in) throws MultistreamException {
        in.markReaderIndex();
        long length = readLength(in);
        if (length == Varint.NONE) {
            return null;
        }
        if (length == 0 || length > MAX_BYTES) {
            throw new MultistreamException("message of " + length + " bytes, the limit is " + MAX_BYTES);
        }
        if (in.readableBytes() < length) {
            in.resetReaderIndex();
            return null;
        }
        String text = in.readString((int) length - 1, StandardCharsets.UTF_8);
        if (in.readByte() != '\n') {
            throw new MultistreamException("a message did not end with a newline");
        }
        return text;
    }

    /**
     * Reads the header; false, and nothing is consumed, if it is not yet complete. The first byte that is not of it
     * ends all: what looks like a length in another protocol, or under another private network's key, is not waited for.
     */
    static boolean readHeader(ByteBuf in) throws MultistreamException {
        int length = Math.min(in.readableBytes(), HEADER_MESSAGE.length);
        for (int i = 0; i < length; i++) {
            if (in.getByte(in.readerIndex() + i) != HEADER_MESSAGE[i]) {
                throw new MultistreamException("the remote does not speak " + HEADER);
            }
        }
        if (length < HEADER_MESSAGE.length) {
            return false;
        }
        in.skipBytes(length);
        return true;
    }

    private static byte[] encoded(String text) {
        ByteBuf out = Unpooled.buffer();
        write(out, text);
        return ByteBufUtil.getBytes(out);
    }

    private static long readLength(ByteBuf in) throws MultistreamException {
        try {
            return Varint.read(in);
        } catch (IllegalArgumentException e) {
            throw new MultistreamException("malformed message length: " + e.getMessage());
        }
    }
}
