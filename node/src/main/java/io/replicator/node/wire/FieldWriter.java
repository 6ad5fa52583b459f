package io.replicator.node.wire;

import com.google.protobuf.CodedOutputStream;
import com.google.protobuf.WireFormat.FieldType;
import io.replicator.engine.model.Hash256;
import io.replicator.engine.model.StoreId;
import io.replicator.engine.model.Words;
import java.io.IOException;

/** Writes fields into an array that has room for all of them. */
final class FieldWriter implements FieldSink {

    private static final int LENGTH_DELIMITED = FieldType.BYTES.getWireType();

    private final CodedOutputStream out;
    private final FieldCounter counter = new FieldCounter();

    FieldWriter(byte[] array, int offset, int length) {
        out = CodedOutputStream.newInstance(array, offset, length);
    }

    /** Fails unless the room was filled to the last byte. */
    void finish() {
        out.checkNoSpaceLeft();
    }

    /** The four bytes before a frame's payload, big endian. */
    void frameHeader(int payload) throws IOException {
        out.writeFixed32NoTag(Integer.reverseBytes(payload));
    }

    /** The tag and the length of a nested message whose fields follow. */
    void open(int field, long length) throws IOException {
        out.writeTag(field, LENGTH_DELIMITED);
        out.writeUInt64NoTag(length);
    }

    @Override
    public void varint(int field, long value) throws IOException {
        if (value != 0) {
            out.writeUInt64(field, value);
        }
    }

    @Override
    public void bool(int field, boolean value) throws IOException {
        if (value) {
            out.writeBool(field, true);
        }
    }

    @Override
    public void bytes(int field, byte[] value) throws IOException {
        out.writeByteArray(field, value);
    }

    @Override
    public void string(int field, String value) throws IOException {
        out.writeString(field, value);
    }

    @Override
    public void hash(int field, Hash256 value) throws IOException {
        open(field, Hash256.SIZE);
        bigEndian(value.a());
        bigEndian(value.b());
        bigEndian(value.c());
        bigEndian(value.d());
    }

    @Override
    public void store(int field, StoreId value) throws IOException {
        open(field, StoreId.SIZE);
        bigEndian(value.high());
        bigEndian(value.low());
    }

    @Override
    public void words(int field, Words values) throws IOException {
        if (values.size() == 0) {
            return;
        }
        open(field, (long) values.size() * Long.BYTES);
        for (int i = 0; i < values.size(); i++) {
            out.writeFixed64NoTag(values.get(i));
        }
    }

    @Override
    public <T> void message(int field, T value, Description<T> description) throws IOException {
        open(field, counter.count(value, description));
        description.describe(value, this);
    }

    /** Digests and ids are read as big-endian words, while protobuf's own words are little endian. */
    private void bigEndian(long word) throws IOException {
        out.writeFixed64NoTag(Long.reverseBytes(word));
    }
}
