package io.replicator.simulator.disk;

/** Places in the course of one turn of a process at which it may be made to crash. */
public enum Moment {
    /** An event was handled; what it journals and says has not left yet. */
    AFTER_HANDLING("after handling an event, before anything left"),
    /** A sync is about to begin. */
    BEFORE_SYNC("before a sync"),
    /** A sync has begun: some of what it covers may have reached the disk. */
    DURING_SYNC("in the middle of a sync"),
    /** A sync is complete, and nobody was told. */
    AFTER_SYNC("after a sync, before its replies left"),
    /** What a turn had to say has left. */
    AFTER_SENDING("right after sending");

    private final String words;

    Moment(String words) {
        this.words = words;
    }

    @Override
    public String toString() {
        return words;
    }
}
