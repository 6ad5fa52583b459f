package io.replicator.node.http;

import java.util.concurrent.Semaphore;

/** A bound on something that requests hold while they are under way; whoever exceeds it is refused, never queued. */
final class Limit {

    private final String name;
    private final int most;
    private final Semaphore free;

    Limit(String name, int most) {
        this.name = name;
        this.most = most;
        this.free = new Semaphore(most);
    }

    /** Takes units of what is limited. */
    boolean tryTake(int units) {
        return free.tryAcquire(units);
    }

    /** What something so large takes: all there is if it is larger, so that it is let in when it is alone. */
    int shareOf(int units) {
        return Math.min(units, most);
    }

    void giveBack(int units) {
        free.release(units);
    }

    int inUse() {
        return most - free.availablePermits();
    }

    /** For people: what is limited, and how much there is of it. */
    @Override
    public String toString() {
        return name + " (" + most + ")";
    }
}
