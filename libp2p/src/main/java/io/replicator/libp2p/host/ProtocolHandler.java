package io.replicator.libp2p.host;

/**
 * Serves the inbound streams of one protocol.
 *
 * <p>Threading: called on the event loop of the stream's connection, so it must not block. Blocking handlers take
 * {@link Stream#input()} and {@link Stream#output()} to a virtual thread of their own.
 */
@FunctionalInterface
public interface ProtocolHandler {

    /**
     * Takes over a stream whose protocol has just been negotiated. The handler sets a {@link StreamReceiver}, or takes
     * the blocking view, before it returns; bytes that came with the negotiation are delivered after that. A handler
     * that throws resets its stream and nothing else.
     */
    void open(Stream stream);
}
