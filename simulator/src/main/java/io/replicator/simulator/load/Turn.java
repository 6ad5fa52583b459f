package io.replicator.simulator.load;

/**
 * One operation of a plan.
 *
 * @param node index of the node that is asked
 * @param due when it is to begin, in nanoseconds since the load began; {@link #NOW} without a schedule
 * @param hangUp whether the client leaves before the answer
 */
record Turn(Kind kind, int node, String key, long due, boolean hangUp, Gate gate) {

    /** In a closed loop nothing is due at a certain time. */
    static final long NOW = -1;

    /** What the client does. */
    enum Kind {
        STORE,
        READ
    }
}
