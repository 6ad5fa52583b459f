package io.replicator.client;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/** Keys as they stand in a path: every byte that is not unreserved (RFC 3986, section 2.3) is percent-encoded. */
final class KeyText {

    static final int MAX_BYTES = 512;

    private static final String UNRESERVED_MARKS = "-._~";
    private static final String HEX = "0123456789ABCDEF";

    private KeyText() {}

    /**
     * The key as one path segment.
     *
     * @throws IllegalArgumentException that tells a person which rule the key breaks
     */
    static String pathSegment(String key) {
        ByteBuffer bytes = checkedBytes(key);
        return percentEncoded(bytes);
    }

    /** Any text as the value of a query parameter. */
    static String queryValue(String text) {
        return percentEncoded(StandardCharsets.UTF_8.encode(text));
    }

    private static ByteBuffer checkedBytes(String key) {
        ByteBuffer bytes;
        try {
            // The strict encoder: String.getBytes would turn a lone surrogate into '?', and so into another key.
            bytes = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(key));
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the key is not valid Unicode text", e);
        }
        if (!bytes.hasRemaining()) {
            throw new IllegalArgumentException("the key is empty: name one of 1 to " + MAX_BYTES + " bytes");
        }
        if (bytes.remaining() > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "the key has " + bytes.remaining() + " bytes: the limit is " + MAX_BYTES);
        }
        if (key.codePoints().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("the key contains a control character");
        }
        if (key.equals(".") || key.equals("..")) {
            throw new IllegalArgumentException("'.' and '..' cannot be keys, since paths give them another meaning");
        }
        return bytes;
    }

    private static String percentEncoded(ByteBuffer bytes) {
        StringBuilder encoded = new StringBuilder(bytes.remaining() + 16);
        while (bytes.hasRemaining()) {
            int b = bytes.get() & 0xff;
            if (isUnreserved(b)) {
                encoded.append((char) b);
            } else {
                encoded.append('%').append(HEX.charAt(b >> 4)).append(HEX.charAt(b & 0xf));
            }
        }
        return encoded.toString();
    }

    private static boolean isUnreserved(int b) {
        return (b >= 'a' && b <= 'z')
                || (b >= 'A' && b <= 'Z')
                || (b >= '0' && b <= '9')
                || UNRESERVED_MARKS.indexOf(b) >= 0;
    }
}
