package io.replicator.engine.model;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * A key: bytes, compared as they are, without normalisation. Client keys are 1 to {@value #MAX_CLIENT_BYTES} bytes of
 * UTF-8 without control characters, and neither {@code .} nor {@code ..}; system keys start with the byte 0x00, which no
 * client key contains.
 */
public final class Key implements Comparable<Key> {

    public static final int MAX_CLIENT_BYTES = 512;
    /** The wire and the disk take slightly longer keys, so that system keys fit. */
    public static final int MAX_BYTES = 1024;

    private final byte[] bytes;
    private final int hash;

    private Key(byte[] bytes) {
        this.bytes = bytes;
        this.hash = Arrays.hashCode(bytes);
    }

    /**
     * A key as a client names it.
     *
     * @throws IllegalArgumentException that tells a person which rule the key breaks
     */
    public static Key ofClient(String text) {
        return ofClient(text.getBytes(StandardCharsets.UTF_8));
    }

    /**
     * A key as a client names it.
     *
     * @throws IllegalArgumentException that tells a person which rule the key breaks
     */
    public static Key ofClient(byte[] bytes) {
        if (bytes.length == 0) {
            throw new IllegalArgumentException("the key is empty: name one of 1 to " + MAX_CLIENT_BYTES + " bytes");
        }
        if (bytes.length > MAX_CLIENT_BYTES) {
            throw new IllegalArgumentException(
                    "the key has " + bytes.length + " bytes: the limit is " + MAX_CLIENT_BYTES);
        }
        String text;
        try {
            text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new IllegalArgumentException("the key is not valid UTF-8", e);
        }
        if (text.codePoints().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("the key contains a control character");
        }
        if (text.equals(".") || text.equals("..")) {
            throw new IllegalArgumentException("'.' and '..' cannot be keys, since paths give them another meaning");
        }
        return new Key(bytes.clone());
    }

    /**
     * A key that came from the wire or the disk; takes over the array.
     *
     * @throws IllegalArgumentException if it is empty or longer than {@value #MAX_BYTES} bytes
     */
    public static Key ofStored(byte[] bytes) {
        if (bytes.length == 0 || bytes.length > MAX_BYTES) {
            throw new IllegalArgumentException("a key has 1 to " + MAX_BYTES + " bytes, not " + bytes.length);
        }
        return new Key(bytes);
    }

    /** Whether the key belongs to the network itself: its name starts with the byte 0x00. */
    public boolean isSystem() {
        return bytes[0] == 0;
    }

    public int length() {
        return bytes.length;
    }

    /** The bytes themselves, which nobody may change: for codecs, which would otherwise copy at every step. */
    public byte[] unsafeBytes() {
        return bytes;
    }

    public byte[] toBytes() {
        return bytes.clone();
    }

    @Override
    public int compareTo(Key other) {
        return Arrays.compareUnsigned(bytes, other.bytes);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Key key && hash == key.hash && Arrays.equals(bytes, key.bytes);
    }

    @Override
    public int hashCode() {
        return hash;
    }

    @Override
    public String toString() {
        return new String(bytes, StandardCharsets.UTF_8).replace("\0", "\\0");
    }
}
