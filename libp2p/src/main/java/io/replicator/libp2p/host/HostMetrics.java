package io.replicator.libp2p.host;

/**
 * A snapshot of what a host has done since it started, and holds now.
 *
 * @param openConnections connections now
 * @param openStreams streams now, of both directions
 * @param heldBytes bytes that wait on all streams now, for their owners here or for the remotes
 * @param inboundConnections connections accepted and secured
 * @param outboundConnections connections dialled and secured
 * @param refusedConnections connections refused by a limit or the gater
 * @param trimmedConnections connections closed because there were more than the high watermark
 * @param refusedStreams streams of remotes reset because too many were open on their connection: in all, without an agreed
 *     protocol, or of their protocol
 * @param overloadedStreams streams reset because too many bytes waited: on all streams together, for the owners on their
 *     connection, or for the remote on the stream itself
 * @param failedHandshakes connections, of both directions, that ended before they were secured and multiplexed
 * @param failedDials addresses that could not be dialled
 * @param inboundStreams streams opened by remotes whose protocol was agreed on
 * @param outboundStreams streams opened by this host whose protocol was agreed on
 * @param resetStreams streams that ended by a reset or with their connection
 * @param bytesRead bytes read from sockets
 * @param bytesWritten bytes written to sockets
 */
public record HostMetrics(
        long openConnections,
        long openStreams,
        long heldBytes,
        long inboundConnections,
        long outboundConnections,
        long refusedConnections,
        long trimmedConnections,
        long refusedStreams,
        long overloadedStreams,
        long failedHandshakes,
        long failedDials,
        long inboundStreams,
        long outboundStreams,
        long resetStreams,
        long bytesRead,
        long bytesWritten) {

    static HostMetrics of(HostCounters counters, Iterable<Connection> connections) {
        long open = 0;
        long streams = 0;
        for (Connection connection : connections) {
            open++;
            streams += connection.streams().size();
        }
        return new HostMetrics(
                open,
                streams,
                counters.heldBytes.get(),
                counters.inboundConnections.sum(),
                counters.outboundConnections.sum(),
                counters.refusedConnections.sum(),
                counters.trimmedConnections.sum(),
                counters.refusedStreams.sum(),
                counters.overloadedStreams.sum(),
                counters.failedHandshakes.sum(),
                counters.failedDials.sum(),
                counters.inboundStreams.sum(),
                counters.outboundStreams.sum(),
                counters.resetStreams.sum(),
                counters.bytesRead.sum(),
                counters.bytesWritten.sum());
    }
}
