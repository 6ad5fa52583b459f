package io.replicator.node.wire;

import com.google.protobuf.CodedOutputStream;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.replicator.engine.message.Message;
import io.replicator.engine.model.Hash256;
import io.replicator.engine.model.NetworkId;
import java.io.IOException;
import java.util.List;

/**
 * Turns messages into frames. Sizes are counted first, so that one buffer of exactly the right size is filled. Not
 * thread-safe: one encoder per thread or stream.
 */
public final class FrameEncoder {

    private static final int PAYLOAD_HELLO = 1;
    private static final int PAYLOAD_BATCH = 2;
    private static final int BATCH_NETWORK = 1;
    private static final int BATCH_MESSAGE = 2;
    /** The tag, the length and the bytes of the network id at the head of each batch. */
    private static final int BATCH_HEAD_BYTES = 2 + Hash256.SIZE;

    private final ByteBufAllocator allocator;
    private final FieldCounter counter = new FieldCounter();

    public FrameEncoder(ByteBufAllocator allocator) {
        this.allocator = allocator;
    }

    /** The frame that opens a session. The caller owns the buffer. */
    public ByteBuf encodeHello(Message.Hello hello) {
        try {
            long size = counter.count(hello, MessageFields::hello);
            long payload = delimited(PAYLOAD_HELLO, size);
            if (payload > WireFormat.MAX_HELLO_FRAME_BYTES) {
                throw new IllegalArgumentException(
                        "a Hello of " + payload + " bytes: the limit is " + WireFormat.MAX_HELLO_FRAME_BYTES);
            }
            ByteBuf buffer = allocator.heapBuffer((int) (WireFormat.HEADER_BYTES + payload));
            FieldWriter writer = writerOf(buffer, (int) (WireFormat.HEADER_BYTES + payload));
            writer.frameHeader((int) payload);
            writer.open(PAYLOAD_HELLO, size);
            MessageFields.hello(hello, writer);
            return finished(buffer, writer, (int) (WireFormat.HEADER_BYTES + payload));
        } catch (IOException e) {
            throw disagreement(e);
        }
    }

    /** The bytes of a message in a frame, without its tag and length. */
    public long size(Message message) {
        try {
            return counter.count(message, MessageFields::message);
        } catch (IOException e) {
            throw disagreement(e);
        }
    }

    /** As {@link #encode(NetworkId, Batch)}, of messages whose sizes are not known yet. */
    public ByteBuf encode(NetworkId network, List<Message> messages) {
        Batch batch = new Batch();
        messages.forEach(message -> batch.add(message, size(message)));
        return encode(network, batch);
    }

    /**
     * Encodes a batch into one buffer, which the caller owns: one frame, or several when one would be overfull.
     *
     * @param batch of at least one message
     * @throws IllegalArgumentException if a single message is larger than {@link WireFormat#MAX_FRAME_BYTES}, or all
     *     together are larger than a buffer can be (2 GiB)
     */
    public ByteBuf encode(NetworkId network, Batch batch) {
        if (batch.isEmpty()) {
            throw new IllegalArgumentException("there is nothing to encode");
        }
        try {
            int total = framesSize(batch);
            ByteBuf buffer = allocator.heapBuffer(total);
            FieldWriter writer = writerOf(buffer, total);
            for (int from = 0; from < batch.count(); ) {
                int to = frameEnd(batch, from);
                writeFrame(network, batch, from, to, writer);
                from = to;
            }
            return finished(buffer, writer, total);
        } catch (IOException e) {
            throw disagreement(e);
        }
    }

    /** The bytes of all frames together. */
    private static int framesSize(Batch batch) {
        long total = 0;
        for (int from = 0; from < batch.count(); ) {
            int to = frameEnd(batch, from);
            long payload = delimited(PAYLOAD_BATCH, batchSize(batch, from, to));
            if (payload > WireFormat.MAX_FRAME_BYTES) {
                throw new IllegalArgumentException("a message of " + batch.sizes[from]
                        + " bytes does not fit a frame of " + WireFormat.MAX_FRAME_BYTES);
            }
            total += WireFormat.HEADER_BYTES + payload;
            from = to;
        }
        if (total > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("a batch of " + total + " bytes does not fit one buffer");
        }
        return (int) total;
    }

    /** Where the frame that starts with a given message ends: it takes at least that one. */
    private static int frameEnd(Batch batch, int from) {
        long size = BATCH_HEAD_BYTES;
        int to = from;
        do {
            size += delimited(BATCH_MESSAGE, batch.sizes[to]);
            to++;
        } while (to < batch.count() && size + delimited(BATCH_MESSAGE, batch.sizes[to]) <= WireFormat.FULL_FRAME_BYTES);
        return to;
    }

    private static long batchSize(Batch batch, int from, int to) {
        long size = BATCH_HEAD_BYTES;
        for (int i = from; i < to; i++) {
            size += delimited(BATCH_MESSAGE, batch.sizes[i]);
        }
        return size;
    }

    private static void writeFrame(NetworkId network, Batch batch, int from, int to, FieldWriter writer)
            throws IOException {
        long size = batchSize(batch, from, to);
        writer.frameHeader((int) delimited(PAYLOAD_BATCH, size));
        writer.open(PAYLOAD_BATCH, size);
        writer.hash(BATCH_NETWORK, network.hash());
        for (int i = from; i < to; i++) {
            writer.open(BATCH_MESSAGE, batch.sizes[i]);
            MessageFields.message(batch.messages.get(i), writer);
        }
    }

    private static long delimited(int field, long length) {
        return CodedOutputStream.computeTagSize(field) + CodedOutputStream.computeUInt64SizeNoTag(length) + length;
    }

    private static FieldWriter writerOf(ByteBuf buffer, int size) {
        return new FieldWriter(buffer.array(), buffer.arrayOffset(), size);
    }

    private static ByteBuf finished(ByteBuf buffer, FieldWriter writer, int size) {
        writer.finish();
        return buffer.writerIndex(size);
    }

    private static IllegalStateException disagreement(IOException e) {
        return new IllegalStateException("a message has not the size that was counted", e);
    }
}
