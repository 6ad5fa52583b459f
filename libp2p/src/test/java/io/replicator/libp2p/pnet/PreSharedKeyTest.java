package io.replicator.libp2p.pnet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class PreSharedKeyTest {

    private static final String TYPE = "/key/swarm/psk/1.0.0/\n";
    private static final String DIGITS = "6189c5cf0b87fb800c1a9feeda73c6ab5e998db48fb9e6a978575c770ceef683";
    private static final byte[] BYTES = HexFormat.of().parseHex(DIGITS);
    private static final PreSharedKey KEY = parse(TYPE + "/base16/\n" + DIGITS);

    /** The one that Kubo and rust-libp2p print for this key. */
    @Test
    void hasTheFingerprintOfTheOtherStacks() {
        assertEquals("45fc986bbc9388a11d939df26f730f0c", KEY.fingerprint());
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s\n", "%s\r\n", "%s  \n\n"})
    void readsItWithAndWithoutLineEnds(String end) {
        assertEquals(KEY, parse(TYPE + "/base16/\n" + end.formatted(DIGITS)));
        assertEquals(KEY, parse(TYPE.strip() + "\r\n/base16/\r\n" + end.formatted(DIGITS)));
        assertEquals(KEY, parse(TYPE + "/base16/\n" + end.formatted(DIGITS.toUpperCase(Locale.ROOT))));
    }

    @Test
    void readsEveryEncoding() {
        assertEquals(KEY, parse(TYPE + "/base64/\n" + Base64.getEncoder().encodeToString(BYTES) + "\n"));
        String binary = new String(BYTES, StandardCharsets.ISO_8859_1);
        assertEquals(KEY, parse(TYPE + "/bin/\n" + binary));
        assertEquals(KEY, parse(TYPE + "/bin/\n" + binary + "\n"));
    }

    /** Bytes that are line ends and blanks belong to a binary key. */
    @Test
    void takesEveryByteOfABinaryKey() {
        String blanks = "\n\r \t".repeat(8);
        PreSharedKey key = parse(TYPE + "/bin/\n" + blanks);
        assertEquals(TYPE + "/base16/\n" + "0a0d2009".repeat(8) + "\n", key.toFile());
    }

    @Test
    void writesWhatItReads() {
        assertEquals(TYPE + "/base16/\n" + DIGITS + "\n", KEY.toFile());
        PreSharedKey fresh = PreSharedKey.generate(new SecureRandom());
        assertEquals(fresh, parse(fresh.toFile()));
        assertNotEquals(fresh, PreSharedKey.generate(new SecureRandom()));
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            ''                                            | its first line is not /key/swarm/psk/1.0.0/
            'secret'                                      | its first line is not /key/swarm/psk/1.0.0/
            '/key/swarm/psk/2.0.0/;/base16/;%s'           | its first line is not /key/swarm/psk/1.0.0/
            '/key/swarm/psk/1.0.0/'                       | its second line is none of
            '/key/swarm/psk/1.0.0/;/base32/;%s'           | its second line is none of
            '/key/swarm/psk/1.0.0/;%s'                    | its second line is none of
            '/key/swarm/psk/1.0.0/;/base16/'              | its key has 0 bytes instead of 32
            '/key/swarm/psk/1.0.0/;/base16/;abcd'         | its key has 2 bytes instead of 32
            '/key/swarm/psk/1.0.0/;/base16/;%sab'         | its key has 33 bytes instead of 32
            '/key/swarm/psk/1.0.0/;/base16/;%sa'          | its key is not written in base 16
            '/key/swarm/psk/1.0.0/;/base16/;%s;more'      | its key is not written in base 16
            '/key/swarm/psk/1.0.0/;/base64/;secret_'      | its key is not written in base 64
            '/key/swarm/psk/1.0.0/;/bin/;%s'              | its key has 64 bytes instead of 32
            """)
    void saysWhatIsWrongWithAFile(String file, String complaint) {
        String written = file.formatted(DIGITS).replace(';', '\n');
        String message = assertThrows(IllegalArgumentException.class, () -> parse(written))
                .getMessage();
        assertTrue(String.valueOf(message).startsWith(complaint), message);
    }

    @Test
    void refusesALongFileBeforeItLooksIntoIt() {
        byte[] tooLong = new byte[PreSharedKey.MAX_FILE_BYTES + 1];
        String message = assertThrows(IllegalArgumentException.class, () -> PreSharedKey.parse(tooLong))
                .getMessage();
        assertEquals("it is longer than 256 bytes, which no swarm key is", message);
    }

    @Test
    void isNeverPrinted() {
        assertEquals("swarm key with fingerprint 45fc986bbc9388a11d939df26f730f0c", KEY.toString());
        Throwable refused =
                assertThrows(IllegalArgumentException.class, () -> parse(TYPE + "/base16/\n#" + DIGITS.substring(1)));
        assertFalse(refused.toString().contains("#"), refused.toString());
        assertNull(refused.getCause());
    }

    static PreSharedKey parse(String file) {
        return PreSharedKey.parse(file.getBytes(StandardCharsets.ISO_8859_1));
    }
}
