package io.replicator.libp2p.host;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;

/** Counts what a host has done since it started. Thread-safe; cheap to write, read by {@link HostMetrics}. */
public final class HostCounters {

    public final LongAdder inboundConnections = new LongAdder();
    public final LongAdder outboundConnections = new LongAdder();
    public final LongAdder refusedConnections = new LongAdder();
    public final LongAdder trimmedConnections = new LongAdder();
    public final LongAdder refusedStreams = new LongAdder();
    public final LongAdder overloadedStreams = new LongAdder();
    public final LongAdder failedHandshakes = new LongAdder();
    public final LongAdder failedDials = new LongAdder();
    public final LongAdder inboundStreams = new LongAdder();
    public final LongAdder outboundStreams = new LongAdder();
    public final LongAdder resetStreams = new LongAdder();
    public final LongAdder bytesRead = new LongAdder();
    public final LongAdder bytesWritten = new LongAdder();

    /** Goes up and down, unlike all others. */
    public final AtomicLong heldBytes = new AtomicLong();
}
