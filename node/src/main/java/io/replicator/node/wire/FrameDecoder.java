package io.replicator.node.wire;

import static io.replicator.node.wire.FieldSource.add;
import static io.replicator.node.wire.FieldSource.required;

import io.netty.buffer.ByteBuf;
import io.replicator.engine.message.Message;
import io.replicator.engine.model.Hash256;
import io.replicator.engine.model.NetworkId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Takes the bytes of one stream as they arrive, and tells the Hello and then the messages in them. The first frame of a
 * stream is a Hello; all others are batches, or another Hello when something in it has changed.
 *
 * <p>Memory: what is announced is never allocated before it has arrived; a frame that arrived in pieces is collected in
 * an array of at most twice what is there, and never more than the frame's limit. Not thread-safe.
 */
public final class FrameDecoder {

    /** Told of what arrives, in order, from within {@link #feed}. */
    public interface Receiver {

        void hello(Message.Hello hello);

        /** The messages of one frame, and the network that they are of. */
        void messages(NetworkId network, List<Message> messages);
    }

    private static final byte[] NOTHING = {};
    /** A collecting array above this is given back once its frame is through. */
    private static final int KEPT_BYTES = WireFormat.FULL_FRAME_BYTES;

    private static final int PAYLOAD_HELLO = 1;
    private static final int PAYLOAD_BATCH = 2;
    private static final int BATCH_NETWORK = 1;
    private static final int BATCH_MESSAGE = 2;

    private final Receiver receiver;
    private final FieldSource.Interned interned = new FieldSource.Interned();

    private boolean greeted;
    private boolean failed;
    private long skipped;
    private @Nullable NetworkId lastNetwork;

    private int header;
    private int headerBytes;
    private byte[] collected = NOTHING;
    private int collectedBytes;

    public FrameDecoder(Receiver receiver) {
        this.receiver = receiver;
    }

    /** Messages of kinds that this node does not know, which were passed over. */
    public long skipped() {
        return skipped;
    }

    /**
     * Takes the readable bytes of a buffer, which stays the caller's.
     *
     * @throws WireException if the remote sent anything else than this protocol; the frames before have been told then,
     *     nothing of the bad frame is, and what is fed afterwards is dropped
     */
    public void feed(ByteBuf data) throws WireException {
        try {
            while (data.isReadable() && !failed) {
                if (headerBytes < WireFormat.HEADER_BYTES) {
                    readHeader(data);
                } else {
                    readPayload(data);
                }
            }
        } catch (WireException e) {
            failed = true;
            throw e;
        }
    }

    /** The size of the array that a frame in pieces is collected in. */
    int collectingBytes() {
        return collected.length;
    }

    private void readHeader(ByteBuf data) throws MalformedFrameException {
        header = header << Byte.SIZE | data.readUnsignedByte();
        headerBytes++;
        if (headerBytes < WireFormat.HEADER_BYTES) {
            return;
        }
        int limit = greeted ? WireFormat.MAX_FRAME_BYTES : WireFormat.MAX_HELLO_FRAME_BYTES;
        if (header <= 0 || header > limit) {
            throw new MalformedFrameException(
                    "a frame of " + Integer.toUnsignedString(header) + " bytes: the limit is " + limit);
        }
    }

    private void readPayload(ByteBuf data) throws WireException {
        int length = header;
        if (collectedBytes == 0 && data.readableBytes() >= length && data.hasArray()) {
            int start = data.arrayOffset() + data.readerIndex();
            data.skipBytes(length);
            startNextFrame();
            payload(data.array(), start, length);
            return;
        }
        int arrived = Math.min(length - collectedBytes, data.readableBytes());
        makeRoom(collectedBytes + arrived, length);
        data.readBytes(collected, collectedBytes, arrived);
        collectedBytes += arrived;
        if (collectedBytes == length) {
            byte[] frame = collected;
            startNextFrame();
            payload(frame, 0, length);
        }
    }

    private void makeRoom(int needed, int length) {
        if (collected.length < needed) {
            int doubled = (int) Math.min(length, 2L * collected.length);
            collected = Arrays.copyOf(collected, Math.max(needed, doubled));
        }
    }

    /** The array of the last frame is read before anything is collected in it again. */
    private void startNextFrame() {
        header = 0;
        headerBytes = 0;
        collectedBytes = 0;
        if (collected.length > KEPT_BYTES) {
            collected = NOTHING;
        }
    }

    private void payload(byte[] array, int offset, int length) throws WireException {
        if (greeted && !isHello(array, offset, length)) {
            Batch batch = batch(new FieldSource(array, offset, length, interned));
            if (batch.network != null && !batch.messages.isEmpty()) {
                receiver.messages(batch.network, batch.messages);
            }
        } else {
            Message.Hello hello = hello(array, offset, length);
            greeted = true;
            receiver.hello(hello);
        }
    }

    private boolean isHello(byte[] array, int offset, int length) throws MalformedFrameException {
        try {
            return new FieldSource(array, offset, length, interned).next() == PAYLOAD_HELLO;
        } catch (IOException e) {
            throw new MalformedFrameException("a damaged frame: " + e.getMessage(), e);
        }
    }

    private Message.Hello hello(byte[] array, int offset, int length) throws WireException {
        if (length > WireFormat.MAX_HELLO_FRAME_BYTES) {
            throw new MalformedFrameException("a Hello of " + length + " bytes");
        }
        try {
            FieldSource first = new FieldSource(array, offset, length, interned);
            if (first.next() != PAYLOAD_HELLO) {
                throw new MalformedFrameException("the first frame is no Hello");
            }
            int version = first.message(HelloReader::version);
            if (version != WireFormat.VERSION) {
                throw new UnsupportedWireVersionException(version);
            }
            FieldSource whole = new FieldSource(array, offset, length, interned);
            whole.next();
            return whole.message(HelloReader::hello);
        } catch (IOException | IllegalArgumentException e) {
            throw new MalformedFrameException("a damaged Hello: " + e.getMessage(), e);
        }
    }

    private record Batch(@Nullable NetworkId network, List<Message> messages) {}

    private Batch batch(FieldSource source) throws MalformedFrameException {
        try {
            Batch batch = new Batch(null, List.of());
            for (int field = source.next(); field != 0; field = source.next()) {
                switch (field) {
                    case PAYLOAD_BATCH -> batch = source.message(this::batchFields);
                    case PAYLOAD_HELLO -> throw new MalformedFrameException("a Hello in the frame of a batch");
                    default -> source.skip();
                }
            }
            return batch;
        } catch (IOException | IllegalArgumentException e) {
            throw new MalformedFrameException("a damaged frame: " + e.getMessage(), e);
        }
    }

    private Batch batchFields(FieldSource source) throws IOException {
        Hash256 network = null;
        List<Message> messages = new ArrayList<>();
        for (int field = source.next(); field != 0; field = source.next()) {
            switch (field) {
                case BATCH_NETWORK -> network = source.hash();
                case BATCH_MESSAGE -> {
                    Message message = source.messageIfKnown(MessageReader::message);
                    if (message == null) {
                        skipped++;
                    } else {
                        add(messages, message, WireFormat.MAX_BATCH_MESSAGES);
                    }
                }
                default -> source.skip();
            }
        }
        return new Batch(networkOf(required(network, "network")), messages);
    }

    /** A session is of one network, so its id is made once. */
    private NetworkId networkOf(Hash256 hash) {
        NetworkId known = lastNetwork;
        if (known == null || !known.hash().equals(hash)) {
            known = new NetworkId(hash);
            lastNetwork = known;
        }
        return known;
    }
}
