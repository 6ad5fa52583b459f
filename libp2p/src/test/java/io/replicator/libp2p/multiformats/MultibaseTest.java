package io.replicator.libp2p.multiformats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MultibaseTest {

    /** From multiformats/multibase {@code tests/basic.csv}. */
    @ParameterizedTest
    @CsvSource({
        "BASE16, f796573206d616e692021",
        "BASE32, bpfsxgidnmfxgsibb",
        "BASE36, k2lcpzo5yikidynfl",
        "BASE58_BTC, z7paNL19xttacUY",
        "BASE64, meWVzIG1hbmkgIQ",
        "BASE64_URL, ueWVzIG1hbmkgIQ"
    })
    void followsTheSpecificationVectors(Multibase base, String text) {
        byte[] bytes = "yes mani !".getBytes(StandardCharsets.UTF_8);
        assertEquals(text, base.encode(bytes));
        assertArrayEquals(bytes, Multibase.decode(text));
    }

    /** From multiformats/multibase {@code tests/two_leading_zeros.csv}. */
    @ParameterizedTest
    @CsvSource({
        "BASE16, f0000796573206d616e692021",
        "BASE32, baaahszltebwwc3tjeaqq",
        "BASE36, k002lcpzo5yikidynfl",
        "BASE58_BTC, z117paNL19xttacUY",
        "BASE64_URL, uAAB5ZXMgbWFuaSAh"
    })
    void keepsLeadingZeros(Multibase base, String text) {
        byte[] bytes = "\0\0yes mani !".getBytes(StandardCharsets.UTF_8);
        assertEquals(text, base.encode(bytes));
        assertArrayEquals(bytes, Multibase.decode(text));
    }

    @ParameterizedTest
    @EnumSource
    void decodesWhatItEncodes(Multibase base) {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int length = 0; length < 70; length++) {
            byte[] bytes = new byte[length];
            random.nextBytes(bytes);
            assertArrayEquals(bytes, Multibase.decode(base.encode(bytes)), base + " with seed " + seed);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "?abc", "z0", "zl", "b1", "bA", "f0g", "f0", "ba", "u=", "z\u00e9", "mA", "k\uffff"})
    void refusesMalformedText(String text) {
        assertThrows(IllegalArgumentException.class, () -> Multibase.decode(text));
    }

    @Test
    void refusesTextThatWouldTakeLongToDecode() {
        String text = "z" + "2".repeat(Multibase.MAX_TEXT_LENGTH + 1);
        assertThrows(IllegalArgumentException.class, () -> Multibase.decode(text));
    }
}
