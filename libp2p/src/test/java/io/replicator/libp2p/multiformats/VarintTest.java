package io.replicator.libp2p.multiformats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VarintTest {

    /** The table of multiformats/unsigned-varint, and the ends of the range. */
    @ParameterizedTest
    @CsvSource({
        "0, 00",
        "1, 01",
        "127, 7f",
        "128, 8001",
        "255, ff01",
        "300, ac02",
        "16384, 808001",
        "9223372036854775807, ffffffffffffffff7f"
    })
    void readsWhatItWrites(long value, String hex) throws IOException {
        byte[] bytes = HexFormat.of().parseHex(hex);
        assertArrayEquals(bytes, Varint.encode(value));
        assertEquals(bytes.length, Varint.size(value));
        ByteBuf buffer = Unpooled.buffer();
        Varint.write(buffer, value);
        assertEquals(Unpooled.wrappedBuffer(bytes), buffer);
        assertEquals(value, Varint.read(buffer));
        assertEquals(0, buffer.readableBytes());
        assertEquals(value, Varint.read(ByteBuffer.wrap(bytes)));
        assertEquals(value, Varint.read(new ByteArrayInputStream(bytes)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"8000", "818000", "ffffffffffffffffff01", "80808080808080808000"})
    void refusesPaddedAndOverlongVarints(String hex) {
        byte[] bytes = HexFormat.of().parseHex(hex);
        assertThrows(IllegalArgumentException.class, () -> Varint.read(ByteBuffer.wrap(bytes)));
        assertThrows(IllegalArgumentException.class, () -> Varint.read(Unpooled.wrappedBuffer(bytes)));
        assertThrows(IllegalArgumentException.class, () -> Varint.read(new ByteArrayInputStream(bytes)));
    }

    @Test
    void leavesAnIncompleteVarintInTheBuffer() {
        ByteBuf buffer = Unpooled.wrappedBuffer(new byte[] {(byte) 0x80, (byte) 0x80});
        assertEquals(Varint.NONE, Varint.read(buffer));
        assertEquals(2, buffer.readableBytes());
    }

    @Test
    void tellsTheEndOfAStreamFromATruncatedVarint() throws IOException {
        assertEquals(Varint.NONE, Varint.read(new ByteArrayInputStream(new byte[0])));
        assertThrows(EOFException.class, () -> Varint.read(new ByteArrayInputStream(new byte[] {(byte) 0x80})));
        assertThrows(IllegalArgumentException.class, () -> Varint.read(ByteBuffer.allocate(0)));
    }

    @Test
    void refusesNegativeNumbers() {
        assertThrows(IllegalArgumentException.class, () -> Varint.encode(-1));
        assertThrows(IllegalArgumentException.class, () -> Varint.write(Unpooled.buffer(), -1));
    }

    @Test
    void framesMessagesAndBoundsThem() throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        VarintFrame.write(out, new byte[] {1, 2, 3});
        ByteArrayInputStream in = new ByteArrayInputStream(out.toByteArray());
        assertArrayEquals(new byte[] {1, 2, 3}, VarintFrame.read(in, 3));
        assertNull(VarintFrame.read(in, 3));
        assertThrows(IOException.class, () -> VarintFrame.read(new ByteArrayInputStream(out.toByteArray()), 2));
        assertThrows(EOFException.class, () -> VarintFrame.read(new ByteArrayInputStream(new byte[] {3, 1, 2}), 3));
        assertThrows(IOException.class, () -> VarintFrame.read(new ByteArrayInputStream(new byte[] {-128, 0}), 3));
    }
}
