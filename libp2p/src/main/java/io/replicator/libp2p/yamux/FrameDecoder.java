package io.replicator.libp2p.yamux;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/**
 * Cuts a byte stream into frames. Bodies are passed on as they come, piece by piece: a remote may send a frame as large
 * as the whole window, so a frame is never gathered in memory.
 */
final class FrameDecoder {

    /** Takes what the decoder found; a Data frame is a header, its body in pieces, and an end. */
    interface Sink {

        /** The header of a Data frame with this many body bytes (unsigned). */
        void onData(int streamId, int flags, long length) throws YamuxException;

        /** A piece of the body of the Data frame begun last; belongs to the decoder. */
        void onBody(ByteBuf piece);

        void onDataEnd();

        void onWindowUpdate(int streamId, int flags, long length) throws YamuxException;

        void onPing(int flags, int value);

        void onGoAway(long code) throws YamuxException;
    }

    private final Sink sink;
    private final ByteBuf partialHeader = Unpooled.buffer(Frame.HEADER_BYTES, Frame.HEADER_BYTES);
    private long bodyRemaining;

    FrameDecoder(Sink sink) {
        this.sink = sink;
    }

    /** Reads the buffer to its end. */
    void decode(ByteBuf in) throws YamuxException {
        while (in.isReadable()) {
            if (bodyRemaining > 0) {
                readBody(in);
            } else {
                readHeader(in);
            }
        }
    }

    private void readBody(ByteBuf in) {
        int length = (int) Math.min(bodyRemaining, in.readableBytes());
        bodyRemaining -= length;
        sink.onBody(in.readSlice(length));
        if (bodyRemaining == 0) {
            sink.onDataEnd();
        }
    }

    private void readHeader(ByteBuf in) throws YamuxException {
        if (!partialHeader.isReadable() && in.readableBytes() >= Frame.HEADER_BYTES) {
            dispatch(in);
            return;
        }
        partialHeader.writeBytes(in, Math.min(partialHeader.writableBytes(), in.readableBytes()));
        if (!partialHeader.isWritable()) {
            dispatch(partialHeader);
            partialHeader.clear();
        }
    }

    private void dispatch(ByteBuf header) throws YamuxException {
        int version = header.readUnsignedByte();
        int type = header.readUnsignedByte();
        int flags = header.readUnsignedShort();
        int streamId = header.readInt();
        long length = header.readUnsignedInt();
        if (version != Frame.VERSION) {
            throw new YamuxException(GoAwayCode.PROTOCOL_ERROR, "unknown yamux version " + version);
        }
        switch (type) {
            case Frame.DATA -> {
                sink.onData(streamId, flags, length);
                bodyRemaining = length;
                if (length == 0) {
                    sink.onDataEnd();
                }
            }
            case Frame.WINDOW_UPDATE -> sink.onWindowUpdate(streamId, flags, length);
            case Frame.PING -> sink.onPing(flags, (int) length);
            case Frame.GO_AWAY -> sink.onGoAway(length);
            default -> throw new YamuxException(GoAwayCode.PROTOCOL_ERROR, "unknown yamux frame type " + type);
        }
    }
}
