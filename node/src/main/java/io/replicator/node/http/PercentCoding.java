package io.replicator.node.http;

import java.util.Arrays;
import java.util.HexFormat;

/**
 * Percent-encoding (RFC 3986, section 2.1), strictly: what is not encoded must be visible ASCII, and every byte comes out
 * as it was sent. Library decoders replace what they cannot read, so that different keys would become one.
 */
final class PercentCoding {

    private static final String UNRESERVED = "-._~";
    private static final HexFormat UPPER = HexFormat.of().withUpperCase();

    private PercentCoding() {}

    /**
     * Decodes part of a path or of a query.
     *
     * @throws IllegalArgumentException that tells a person what is wrong
     */
    static byte[] decode(String text, int from, int to) {
        byte[] bytes = new byte[to - from];
        int length = 0;
        int at = from;
        while (at < to) {
            char c = text.charAt(at);
            if (c == '%') {
                bytes[length++] = hexByte(text, at, to);
                at += 3;
            } else if (c > ' ' && c < 0x7F) {
                bytes[length++] = (byte) c;
                at++;
            } else {
                throw new IllegalArgumentException("a character outside visible ASCII is not percent-encoded");
            }
        }
        return length == bytes.length ? bytes : Arrays.copyOf(bytes, length);
    }

    /** Encodes all but the unreserved characters, so that the result may stand in a path or in a query. */
    static String encode(byte[] bytes) {
        StringBuilder text = new StringBuilder(bytes.length + 16);
        for (byte b : bytes) {
            char c = (char) (b & 0xFF);
            if (isAlphanumeric(c) || UNRESERVED.indexOf(c) >= 0) {
                text.append(c);
            } else {
                text.append('%').append(UPPER.toHexDigits(b));
            }
        }
        return text.toString();
    }

    private static boolean isAlphanumeric(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    private static byte hexByte(String text, int at, int to) {
        int high = at + 2 < to ? digit(text.charAt(at + 1)) : -1;
        int low = high < 0 ? -1 : digit(text.charAt(at + 2));
        if (low < 0) {
            throw new IllegalArgumentException(
                    "'%' is not followed by two hexadecimal digits (write '%' itself as %25)");
        }
        return (byte) ((high << 4) | low);
    }

    private static int digit(char c) {
        return HexFormat.isHexDigit(c) ? HexFormat.fromHexDigit(c) : -1;
    }
}
