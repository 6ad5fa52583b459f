package io.replicator.engine.driver;

import io.replicator.engine.membership.Founding;

/**
 * What an operator may choose of the engine.
 *
 * @param founding how a network is founded, should this node be the one to do so
 */
public record Settings(Founding.Plan founding) {

    /** How often a node of the own cluster is compared with, in microseconds (protocol section 8). */
    static final long LOCAL_COMPARE_MICROS = 5_000_000;
    /** How often a node of another cluster is compared with. */
    static final long REMOTE_COMPARE_MICROS = 30_000_000;
    /**
     * How long a commit may wait for a sync that somebody else wants. Other nodes pull durable commits only: without a
     * limit, what was stored last before a quiet night would not reach them until the morning.
     */
    static final long LAZY_SYNC_MICROS = 1_000_000;
    /** How often what concerns membership is said again, in case it was lost. */
    static final long MEMBERSHIP_MICROS = 1_000_000;
    /** How often a virgin node looks whether it is time to found. */
    static final long FOUNDING_MICROS = 100_000;
    /** How often a waiting read asks again, in case no Commit comes by. */
    static final long AWAIT_AGAIN_MICROS = 1_000_000;
    /** Clients that wait for a key to be taken, at a time. */
    static final int MAX_AWAITING = 10_000;
}
