package io.replicator.node.wire;

import com.google.protobuf.CodedOutputStream;
import io.replicator.engine.model.Hash256;
import io.replicator.engine.model.StoreId;
import io.replicator.engine.model.Words;
import java.io.IOException;

/** Counts the bytes that a {@link FieldWriter} would write. */
final class FieldCounter implements FieldSink {

    private long size;

    /** The bytes of a message, without its own tag and length. */
    <T> long count(T value, Description<T> description) throws IOException {
        size = 0;
        description.describe(value, this);
        return size;
    }

    @Override
    public void varint(int field, long value) {
        if (value != 0) {
            size += CodedOutputStream.computeUInt64Size(field, value);
        }
    }

    @Override
    public void bool(int field, boolean value) {
        if (value) {
            size += CodedOutputStream.computeBoolSize(field, true);
        }
    }

    @Override
    public void bytes(int field, byte[] value) {
        delimited(field, value.length);
    }

    @Override
    public void string(int field, String value) {
        size += CodedOutputStream.computeStringSize(field, value);
    }

    @Override
    public void hash(int field, Hash256 value) {
        delimited(field, Hash256.SIZE);
    }

    @Override
    public void store(int field, StoreId value) {
        delimited(field, StoreId.SIZE);
    }

    @Override
    public void words(int field, Words values) {
        if (values.size() > 0) {
            delimited(field, (long) values.size() * Long.BYTES);
        }
    }

    @Override
    public <T> void message(int field, T value, Description<T> description) throws IOException {
        long before = size;
        long length = count(value, description);
        size = before;
        delimited(field, length);
    }

    private void delimited(int field, long length) {
        size += CodedOutputStream.computeTagSize(field) + CodedOutputStream.computeUInt64SizeNoTag(length) + length;
    }
}
