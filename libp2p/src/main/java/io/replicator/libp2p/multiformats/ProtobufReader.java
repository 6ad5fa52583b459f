package io.replicator.libp2p.multiformats;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.WireFormat;
import java.io.IOException;

/**
 * Reads the fields of one protobuf message in the order in which they come. The small messages of libp2p are decoded by
 * hand with it, so that unknown fields, limits and wrong types are handled in one place:
 *
 * <pre>{@code
 * for (int field = in.next(); field != ProtobufReader.END; field = in.next()) {
 *     switch (field) {
 *         case 1 -> key = in.bytes(MAX_KEY);
 *         default -> in.skip();
 *     }
 * }
 * }</pre>
 *
 * All methods throw {@link IllegalArgumentException} on malformed input.
 */
public final class ProtobufReader {

    /** What {@link #next} returns after the last field; no field has this number. */
    public static final int END = 0;

    private final CodedInputStream in;
    private int tag;

    /** Reads this message from its beginning; it must not change meanwhile. */
    public ProtobufReader(byte[] message) {
        this.in = CodedInputStream.newInstance(message);
    }

    /** The number of the next field, or {@link #END}. */
    public int next() {
        tag = read(in::readTag);
        return WireFormat.getTagFieldNumber(tag);
    }

    /** The value of a field of type bytes or of an embedded message. */
    public byte[] bytes(int maxLength) {
        expect(WireFormat.WIRETYPE_LENGTH_DELIMITED);
        byte[] value = read(in::readByteArray);
        if (value.length > maxLength) {
            throw new IllegalArgumentException("field " + WireFormat.getTagFieldNumber(tag) + " has " + value.length
                    + " bytes, over the limit of " + maxLength);
        }
        return value;
    }

    /** The value of a string field; invalid UTF-8 is malformed. */
    public String string(int maxLength) {
        expect(WireFormat.WIRETYPE_LENGTH_DELIMITED);
        String value = read(in::readStringRequireUtf8);
        if (value.length() > maxLength) {
            throw new IllegalArgumentException("field " + WireFormat.getTagFieldNumber(tag) + " has " + value.length()
                    + " characters, over the limit of " + maxLength);
        }
        return value;
    }

    /** The value of an integer field of up to 64 bits; a uint64 of the upper half comes as a negative number. */
    public long varint() {
        expect(WireFormat.WIRETYPE_VARINT);
        return read(in::readUInt64);
    }

    /** The value of an enum or int32 field. */
    public int int32() {
        expect(WireFormat.WIRETYPE_VARINT);
        return read(in::readInt32);
    }

    /** Ignores the value of a field that this reader's owner does not know. */
    public void skip() {
        read(() -> in.skipField(tag));
    }

    private void expect(int wireType) {
        if (WireFormat.getTagWireType(tag) != wireType) {
            throw new IllegalArgumentException("field " + WireFormat.getTagFieldNumber(tag) + " has the wire type "
                    + WireFormat.getTagWireType(tag) + " instead of " + wireType);
        }
    }

    private static <T> T read(Read<T> read) {
        try {
            return read.get();
        } catch (IOException e) {
            throw new IllegalArgumentException("malformed protobuf: " + e.getMessage(), e);
        }
    }

    @FunctionalInterface
    private interface Read<T> {
        T get() throws IOException;
    }
}
