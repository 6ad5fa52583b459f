package io.replicator.simulator.load;

/** Nanoseconds since the load began, and how to wait for one of them. Thread-safe. */
interface Time {

    long now();

    /**
     * Waits for a moment; returns at once if it has passed.
     *
     * @return whether the load goes on: false as soon as it was stopped
     */
    boolean await(long moment) throws InterruptedException;
}
