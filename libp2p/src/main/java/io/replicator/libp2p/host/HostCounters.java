package io.replicator.libp2p.host;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a host has done since it started. Thread-safe; cheap to write, read by {@link HostMetrics}. */
public final class HostCounters {

    /** Inbound connections, secured and multiplexed. */
    public final LongAdder inboundConnections = new LongAdder();

    /** Outbound connections, secured and multiplexed. */
    public final LongAdder outboundConnections = new LongAdder();

    /** Connections refused by a limit or the gater. */
    public final LongAdder refusedConnections = new LongAdder();

    /** Connections closed because there were more than the high watermark. */
    public final LongAdder trimmedConnections = new LongAdder();

    /** Streams of remotes reset because too many were open on their connection: in all, negotiating, or of their protocol. */
    public final LongAdder refusedStreams = new LongAdder();

    /** Streams reset because too many bytes waited on all streams together. */
    public final LongAdder overloadedStreams = new LongAdder();

    /** Connections of both directions that ended before they were secured and multiplexed. */
    public final LongAdder failedHandshakes = new LongAdder();

    /** Addresses that could not be dialled. */
    public final LongAdder failedDials = new LongAdder();

    /** Streams of remotes whose protocol was agreed on. */
    public final LongAdder inboundStreams = new LongAdder();

    /** Streams of this host whose protocol was agreed on. */
    public final LongAdder outboundStreams = new LongAdder();

    /** Streams that ended by a reset or with their connection. */
    public final LongAdder resetStreams = new LongAdder();

    /** Bytes read from sockets. */
    public final LongAdder bytesRead = new LongAdder();

    /** Bytes written to sockets. */
    public final LongAdder bytesWritten = new LongAdder();

    /** Bytes that wait on all streams now: this goes up and down, unlike all others. */
    public final AtomicLong heldBytes = new AtomicLong();
}
