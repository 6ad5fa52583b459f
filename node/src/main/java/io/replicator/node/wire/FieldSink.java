package io.replicator.node.wire;

import io.replicator.engine.model.Hash256;
import io.replicator.engine.model.StoreId;
import io.replicator.engine.model.Words;
import java.io.IOException;

/**
 * Takes the fields of a protobuf message one after another. A nested message is preceded by its length; so each message
 * is described twice, to a {@link FieldCounter} and then to a {@link FieldWriter}, by one and the same method.
 */
interface FieldSink {

    /** An integer; 0 is left out, as proto3 has it. */
    void varint(int field, long value) throws IOException;

    /** A flag; false is left out. */
    void bool(int field, boolean value) throws IOException;

    void bytes(int field, byte[] value) throws IOException;

    void string(int field, String value) throws IOException;

    void hash(int field, Hash256 value) throws IOException;

    void store(int field, StoreId value) throws IOException;

    /** A packed list of eight-byte words. */
    void words(int field, Words values) throws IOException;

    <T> void message(int field, T value, Description<T> description) throws IOException;

    /** Says what fields a message consists of. Without state, so that describing leaves no garbage. */
    @FunctionalInterface
    interface Description<T> {
        void describe(T value, FieldSink sink) throws IOException;
    }
}
