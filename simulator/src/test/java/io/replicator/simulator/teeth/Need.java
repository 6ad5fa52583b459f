package io.replicator.simulator.teeth;

/** What must come together for a planted bug to do harm. */
enum Need {
    /** Different proposals for one key at a time. */
    CONTENTION,
    /** One transaction that is sent more than once, at several nodes. */
    RETRIES,
    /** Reads at nodes that have not learnt of the outcome. */
    READS,
    /** Deadlines that pass before the outcome is known. */
    SHORT_DEADLINES,
    /** Messages that are lost, or ways that are cut. */
    LOSS,
    /** Messages that overtake each other by far. */
    REORDERING,
    /** Messages that come twice. */
    REPETITION,
    /** Nodes that are away and known to be. */
    ABSENCE,
    /** Processes that end and come back with what their disk kept. */
    CRASH,
    /** Crashes that lose what was not synced. */
    POWER_LOSS,
    /** A voter that comes back with an empty disk. */
    WIPE,
    /** More than one cluster. */
    CLUSTERS,
    /** Three clusters or more. */
    MANY_CLUSTERS,
    /** A cluster with an even number of voters. */
    EVEN_CLUSTER,
    /** A node that coordinates and does not vote. */
    LEARNER
}
