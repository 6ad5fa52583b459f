package io.replicator.libp2p.host;

/** Is told of connections that come and go; called on event loops, so it must not block. */
public interface ConnectionListener {

    /** A connection of either direction is ready and in {@link Host#connections()}. */
    default void onConnected(Connection connection) {}

    /** The first identify answer of this connection has arrived and is in the peer store. */
    default void onIdentified(Connection connection) {}

    /** A connection is gone, and in {@link Host#connections()} no more; there may be others with its peer. */
    default void onDisconnected(Connection connection) {}

    /** The host serves other protocols or listens on other addresses than before; on the thread that changed it. */
    default void onLocalChange() {}
}
