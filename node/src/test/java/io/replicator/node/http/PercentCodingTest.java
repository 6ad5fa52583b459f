package io.replicator.node.http;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PercentCodingTest {

    @Test
    void bringsAnyBytesBack() {
        long seed = 11;
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            byte[] bytes = new byte[random.nextInt(64)];
            random.nextBytes(bytes);
            String text = PercentCoding.encode(bytes);
            assertArrayEquals(bytes, PercentCoding.decode(text, 0, text.length()), "seed " + seed + ": " + text);
        }
    }

    @Test
    void decodesOnce() {
        assertEquals("%41", new String(PercentCoding.decode("x%2541x", 1, 6), StandardCharsets.UTF_8));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%", "%4", "a%", "%zz", "%4g", "%g4", " ", "a\tb", "é", "\u007f"})
    void refusesWhatIsNotEncoded(String text) {
        assertThrows(IllegalArgumentException.class, () -> PercentCoding.decode(text, 0, text.length()));
    }

    @Test
    void doesNotReadBeyondItsPart() {
        assertThrows(IllegalArgumentException.class, () -> PercentCoding.decode("%41", 0, 2));
    }
}
