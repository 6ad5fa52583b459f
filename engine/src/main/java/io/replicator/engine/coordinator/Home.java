package io.replicator.engine.coordinator;

import io.replicator.engine.message.Message;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.KeyState;
import io.replicator.engine.model.NodeId;

/** What the coordinator asks of the node it runs on. */
public interface Home {

    /** The node's own state of the key, whether durable yet or not. */
    KeyState state(Key key);

    /** Sends a message; one to this node itself goes through its own handler like any other. */
    void send(NodeId to, Message message);

    /** Keeps an outcome, lazily; does nothing if the key is committed here already. */
    void commit(Key key, KeyState.Committed committed);
}
