package io.replicator.simulator.workload;

/**
 * One thing that a client does. Nodes are meant by their index, keys and values by a number; times are virtual
 * microseconds, {@code at} since the beginning of the bad time.
 */
public sealed interface Step {

    long at();

    /** The node that is asked; nothing happens if it is down. */
    int node();

    /**
     * Stores.
     *
     * @param transaction names it; the same number is the same transaction, also at another node
     * @param ownTransaction whether the client brings the transaction id, and by that may have sent it before
     * @param hangUpAfter when the client goes away without waiting for its answer; -1 if it waits
     */
    record Store(
            long at,
            int node,
            int key,
            int value,
            int transaction,
            boolean ownTransaction,
            long timeout,
            long hangUpAfter)
            implements Step {

        /** The same by a client that waits. */
        public Store waiting() {
            return new Store(at, node, key, value, transaction, ownTransaction, timeout, -1);
        }
    }

    /** Reads with a question to a quorum if need be. */
    record Read(long at, int node, int key, long timeout) implements Step {}

    /** Waits for a key to be taken. */
    record Await(long at, int node, int key, long timeout) implements Step {}

    /** Reads what one node has. */
    record StaleRead(long at, int node, int key) implements Step {}
}
