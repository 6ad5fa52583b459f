package io.replicator.libp2p.yamux;

import io.netty.buffer.ByteBuf;

/** The layout of a frame: version (1 byte), type (1), flags (2), stream id (4), length (4), all big-endian. */
final class Frame {

    static final int HEADER_BYTES = 12;
    static final int VERSION = 0;

    /** The stream id of frames that concern the whole session. */
    static final int SESSION = 0;

    static final int DATA = 0;
    static final int WINDOW_UPDATE = 1;
    static final int PING = 2;
    static final int GO_AWAY = 3;

    static final int SYN = 1;
    static final int ACK = 2;
    static final int FIN = 4;
    static final int RST = 8;

    private Frame() {}

    static void writeHeader(ByteBuf out, int type, int flags, int streamId, int length) {
        out.writeByte(VERSION);
        out.writeByte(type);
        out.writeShort(flags);
        out.writeInt(streamId);
        out.writeInt(length);
    }
}
