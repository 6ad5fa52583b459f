package io.replicator.node.wire;

import io.replicator.engine.model.Value;

/** The version and the limits of the wire. A frame is its payload's length in four bytes, big endian, and the payload. */
public final class WireFormat {

    /** What this node speaks, as its Hello says. */
    public static final int VERSION = 1;

    /** Bytes of the length before each payload. */
    public static final int HEADER_BYTES = Integer.BYTES;

    /** The longest payload that is sent or accepted: the largest value, and 1 MiB for what stands around it. */
    public static final int MAX_FRAME_BYTES = Value.MAX_BYTES + (1 << 20);

    /** The longest payload that is accepted from somebody who has not said Hello yet. */
    public static final int MAX_HELLO_FRAME_BYTES = 4 << 10;

    /**
     * A batch is closed once it has this many bytes, though a larger message still travels whole: so a receiver seldom
     * needs a large buffer, and sees the first messages before the last have arrived.
     */
    public static final int FULL_FRAME_BYTES = 256 << 10;

    /** The most messages in one frame; even the shortest ones do not exceed it within {@link #FULL_FRAME_BYTES}. */
    public static final int MAX_BATCH_MESSAGES = FULL_FRAME_BYTES / 4;

    /** The most configurations that one message may carry. */
    public static final int MAX_CHAIN = 4096;

    private WireFormat() {}
}
