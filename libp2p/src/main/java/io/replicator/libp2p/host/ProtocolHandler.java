package io.replicator.libp2p.host;

/**
 * Serves the inbound streams of one protocol.
 *
 * <p>Threading: called on the event loop of the stream's connection, so it must not block. Blocking handlers use
 * {@link Stream#input()} and {@link Stream#output()} on a virtual thread of their own.
 */
@FunctionalInterface
public interface ProtocolHandler {

    /**
     * Takes over a stream whose protocol has just been negotiated. The handler sets a {@link StreamReceiver} or takes
     * the blocking view, at once or later and on any thread: until then, what arrives waits, up to the receive window
     * of the stream. A handler that throws resets its stream and nothing else.
     */
    void open(Stream stream);

    /**
     * How many streams of this protocol the remote of one connection may have open at the same time, unless the transport
     * allows fewer; further ones are reset before they come here, and counted as refused.
     */
    default int maxStreams() {
        return Integer.MAX_VALUE;
    }
}
