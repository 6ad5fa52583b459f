package io.replicator.engine.port;

import io.replicator.engine.message.Message;
import io.replicator.engine.model.NodeId;

/**
 * Carries messages to other nodes.
 *
 * <p>Order and loss: a message may be lost, repeated, delayed or overtaken; the protocol relies on none of these not
 * happening. A message is delivered only to exactly the node it names (peer and store), in the network that this node
 * belongs to.
 *
 * <p>Threading: called from the driver's thread alone. {@code send} never blocks and never fails: what cannot be
 * delivered (no session, a full queue) is dropped and counted.
 */
public interface Transport {

    /** Queues a message; nothing needs to leave before {@link #flush}. */
    void send(NodeId to, Message message);

    /** Ends a turn: sends what was queued, many messages in one frame. */
    void flush();
}
