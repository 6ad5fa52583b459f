package io.replicator.libp2p.multiformats;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.replicator.libp2p.fuzz.Broken;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;

/** Varints from all sources: they agree with each other, and on how many bytes were read. */
public final class VarintFuzz {

    /** What a source says when it is not a number. */
    private static final long TRUNCATED = -2;

    private static final long MALFORMED = -3;

    private VarintFuzz() {}

    public static List<byte[]> seeds() {
        return List.of(
                Varint.encode(0), Varint.encode(300), Varint.encode(Long.MAX_VALUE), VarintFrame.encode(new byte[9]));
    }

    public static void fuzzerTestOneInput(byte[] data) {
        ByteBuf netty = Unpooled.wrappedBuffer(data);
        ByteBuffer nio = ByteBuffer.wrap(data);
        ByteArrayInputStream stream = new ByteArrayInputStream(data);
        long first = fromNetty(netty);
        Broken.unless(first == fromNio(nio), "a buffer of the JDK is read as one of Netty");
        Broken.unless(data.length == 0 || first == fromStream(stream), "a stream is read as a buffer");
        if (first >= 0) {
            Broken.unless(netty.readerIndex() == nio.position(), "buffers are read to the same place");
            Broken.unless(stream.available() == nio.remaining(), "a stream is read to the same place");
            Broken.unless(
                    Arrays.equals(Varint.encode(first), Arrays.copyOf(data, nio.position())),
                    "there is one way to write a number");
        }
        try {
            byte[] framed = VarintFrame.read(new ByteArrayInputStream(data), 64);
            Broken.unless(framed == null ? data.length == 0 : framed.length <= 64, "a frame keeps within its limit");
        } catch (IOException _) {
            // Cut off, too long or malformed, and said so.
        }
    }

    private static long fromNetty(ByteBuf in) {
        try {
            long value = Varint.read(in);
            return value == Varint.NONE ? TRUNCATED : value;
        } catch (IllegalArgumentException _) {
            return MALFORMED;
        }
    }

    private static long fromNio(ByteBuffer in) {
        try {
            return Varint.read(in);
        } catch (IllegalArgumentException malformed) {
            return "truncated varint".equals(malformed.getMessage()) ? TRUNCATED : MALFORMED;
        }
    }

    private static long fromStream(ByteArrayInputStream in) {
        try {
            return Varint.read(in);
        } catch (IllegalArgumentException _) {
            return MALFORMED;
        } catch (IOException _) {
            return TRUNCATED;
        }
    }
}
