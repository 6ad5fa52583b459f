package io.replicator.node.storage;

/** Told by the journal's writer thread how far it has come; must not block, and must not close the journal. */
public interface JournalListener {

    /**
     * How far the log has come; both only grow.
     *
     * @param written entries up to this sequence number are readable
     * @param synced entries up to this sequence number are on stable storage
     */
    void journaled(long written, long synced);

    /**
     * A write, a sync or the store's background work has failed. What is on disk is unknown; so the process must end,
     * without telling anybody anything that depends on it. Called once, from any thread; nothing is written afterwards.
     */
    void failed(Throwable cause);

    /**
     * A sync is through.
     *
     * @param entries that became durable by it
     * @param nanos that it took, the write included
     */
    default void synced(int entries, long nanos) {}
}
