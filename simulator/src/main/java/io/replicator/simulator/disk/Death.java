package io.replicator.simulator.disk;

/** How a process ends, and by that what its disk may lose. */
public enum Death {
    /** The process alone: what was written stays. */
    KILL("is killed"),
    /** The machine: what was not synced may be gone. */
    POWER_LOSS("loses power");

    private final String words;

    Death(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }
}
