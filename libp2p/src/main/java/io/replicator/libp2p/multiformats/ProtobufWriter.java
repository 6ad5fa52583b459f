package io.replicator.libp2p.multiformats;

import com.google.protobuf.CodedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Writes the fields of one protobuf message exactly as told: in the order of the calls, default values too. So the
 * output is deterministic, as signed messages and peer ids need it.
 */
public final class ProtobufWriter {

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private final CodedOutputStream out = CodedOutputStream.newInstance(bytes);

    /** A field of type bytes, or an embedded message that is encoded already. */
    public ProtobufWriter bytes(int field, byte[] value) {
        return write(() -> out.writeByteArray(field, value));
    }

    /** Adds a field of text, in UTF-8. */
    public ProtobufWriter string(int field, String value) {
        return write(() -> out.writeString(field, value));
    }

    /** A field of type uint64, or of an int32 or enum that is not negative. */
    public ProtobufWriter varint(int field, long value) {
        return write(() -> out.writeUInt64(field, value));
    }

    /** The message so far. */
    public byte[] toByteArray() {
        write(out::flush);
        return bytes.toByteArray();
    }

    private ProtobufWriter write(Write write) {
        try {
            write.run();
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException("an array in memory took no more bytes", e);
        }
    }

    @FunctionalInterface
    private interface Write {
        void run() throws IOException;
    }
}
