package io.replicator.node.wire;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.WireFormat.FieldType;
import io.replicator.engine.model.ClusterId;
import io.replicator.engine.model.Hash256;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.NodeId;
import io.replicator.engine.model.PeerId;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.StoreId;
import io.replicator.engine.model.TxId;
import io.replicator.engine.model.Value;
import io.replicator.engine.model.Words;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the fields of protobuf messages out of an array. Every length is checked against a limit before anything of that
 * length is made. What is wrong with the bytes is told by an {@link IOException}, and what is wrong with their meaning by
 * the {@link IllegalArgumentException} of the model.
 */
final class FieldSource {

    private static final int VARINT = FieldType.UINT64.getWireType();
    private static final int LENGTH_DELIMITED = FieldType.BYTES.getWireType();
    private static final int WIRE_TYPE_BITS = 3;

    private final byte[] array;
    private final int offset;
    private final CodedInputStream in;
    private final Interned interned;
    private int tag;

    FieldSource(byte[] array, int offset, int length, Interned interned) {
        this.array = array;
        this.offset = offset;
        this.interned = interned;
        in = CodedInputStream.newInstance(array, offset, length);
    }

    /** The ids that a session has seen, which outlive the frames. */
    record Interned(InternTable<PeerId> peers, InternTable<NodeId> nodes) {
        Interned() {
            this(new InternTable<>(), new InternTable<>());
        }
    }

    /** Reads the fields of one message and makes it; null if it is of a kind that only later versions know. */
    @FunctionalInterface
    interface TolerantParser<T> {
        @Nullable
        T parse(FieldSource source) throws IOException;
    }

    /** Reads the fields of one message and makes it. */
    @FunctionalInterface
    interface Parser<T> extends TolerantParser<T> {
        @Override
        T parse(FieldSource source) throws IOException;
    }

    /** The number of the next field of the current message, or 0 at its end. */
    int next() throws IOException {
        tag = in.readTag();
        return tag >>> WIRE_TYPE_BITS;
    }

    /** Passes over the current field, which a later version has added. */
    void skip() throws IOException {
        in.skipField(tag);
    }

    long varint() throws IOException {
        expect(VARINT);
        return in.readUInt64();
    }

    /** Epochs, counts, places: never negative. */
    long count() throws IOException {
        long value = varint();
        if (value < 0) {
            throw new InvalidProtocolBufferException("a count of " + Long.toUnsignedString(value));
        }
        return value;
    }

    int smallCount() throws IOException {
        long value = count();
        if (value > Integer.MAX_VALUE) {
            throw new InvalidProtocolBufferException("a count of " + value);
        }
        return (int) value;
    }

    boolean bool() throws IOException {
        return varint() != 0;
    }

    Key key() throws IOException {
        return Key.ofStored(bytes(Key.MAX_BYTES));
    }

    Value value() throws IOException {
        return Value.of(bytes(Value.MAX_BYTES));
    }

    TxId txId() throws IOException {
        return new TxId(ascii(TxId.MAX_LENGTH));
    }

    ClusterId cluster() throws IOException {
        return new ClusterId(ascii(Byte.MAX_VALUE));
    }

    Pid pid() throws IOException {
        return new Pid(hash());
    }

    Hash256 hash() throws IOException {
        exactLength(Hash256.SIZE);
        return new Hash256(bigEndian(), bigEndian(), bigEndian(), bigEndian());
    }

    StoreId store() throws IOException {
        exactLength(StoreId.SIZE);
        return new StoreId(bigEndian(), bigEndian());
    }

    PeerId peer() throws IOException {
        int length = length(PeerId.MAX_LENGTH);
        int start = position();
        in.skipRawBytes(length);
        PeerId known = interned.peers.find(array, start, length);
        if (known != null) {
            return known;
        }
        PeerId peer = new PeerId(asciiAt(start, length));
        interned.peers.remember(array, start, length, peer);
        return peer;
    }

    NodeId node() throws IOException {
        int length = length(InternTable.MAX_KEY_BYTES);
        int start = position();
        in.skipRawBytes(length);
        NodeId known = interned.nodes.find(array, start, length);
        if (known != null) {
            return known;
        }
        NodeId node = MessageReader.node(new FieldSource(array, start, length, interned));
        interned.nodes.remember(array, start, length, node);
        return node;
    }

    /** A packed list of words. */
    Words words(int limit) throws IOException {
        int length = length(limit * Long.BYTES);
        if (length % Long.BYTES != 0) {
            throw new InvalidProtocolBufferException("a list of words of " + length + " bytes");
        }
        long[] words = new long[length / Long.BYTES];
        for (int i = 0; i < words.length; i++) {
            words[i] = in.readFixed64();
        }
        return Words.of(words);
    }

    <T> T message(Parser<T> parser) throws IOException {
        return required(messageIfKnown(parser), "message");
    }

    <T> @Nullable T messageIfKnown(TolerantParser<T> parser) throws IOException {
        int outer = in.pushLimit(length(WireFormat.MAX_FRAME_BYTES));
        @Nullable T message = parser.parse(this);
        in.checkLastTagWas(0);
        in.popLimit(outer);
        return message;
    }

    static <T> T required(@Nullable T value, String field) throws IOException {
        if (value == null) {
            throw new InvalidProtocolBufferException("the field '" + field + "' is missing");
        }
        return value;
    }

    /** Adds to a list that may not have more than so many elements. */
    static <T> void add(List<T> list, T element, int limit) throws IOException {
        if (list.size() >= limit) {
            throw new InvalidProtocolBufferException("a list of more than " + limit + " elements");
        }
        list.add(element);
    }

    private byte[] bytes(int limit) throws IOException {
        return in.readRawBytes(length(limit));
    }

    private String ascii(int limit) throws IOException {
        int length = length(limit);
        int start = position();
        in.skipRawBytes(length);
        return asciiAt(start, length);
    }

    private String asciiAt(int start, int length) throws IOException {
        for (int i = start; i < start + length; i++) {
            if (array[i] <= ' ' || array[i] > '~') {
                throw new InvalidProtocolBufferException("an identifier of other than visible ASCII characters");
            }
        }
        return new String(array, start, length, StandardCharsets.ISO_8859_1);
    }

    private int length(int limit) throws IOException {
        expect(LENGTH_DELIMITED);
        int length = in.readRawVarint32();
        if (length < 0 || length > limit) {
            throw new InvalidProtocolBufferException(
                    "a field of " + Integer.toUnsignedString(length) + " bytes: the limit is " + limit);
        }
        return length;
    }

    private void exactLength(int expected) throws IOException {
        int length = length(expected);
        if (length != expected) {
            throw new InvalidProtocolBufferException(
                    "a field of " + length + " bytes, where " + expected + " are expected");
        }
    }

    /** Digests and ids are read as big-endian words, while protobuf's own words are little endian. */
    private long bigEndian() throws IOException {
        return Long.reverseBytes(in.readFixed64());
    }

    private int position() {
        return offset + in.getTotalBytesRead();
    }

    private void expect(int wireType) throws IOException {
        int actual = tag & ((1 << WIRE_TYPE_BITS) - 1);
        if (actual != wireType) {
            throw new InvalidProtocolBufferException(
                    "field " + (tag >>> WIRE_TYPE_BITS) + " has wire type " + actual + ", not " + wireType);
        }
    }
}
