package io.replicator.simulator.fault;

import java.util.Locale;

/** What kinds of trouble a run may be given; a seed draws some of them. */
public enum FaultKind {
    /** Nodes that end, and are back after a while or at once. */
    CRASH,
    /** Nodes that end at a chosen moment: before, in or after a sync, after handling or sending a message. */
    MOMENT,
    /** Processes that do nothing for a while. */
    PAUSE,
    /** Disks that are lost for good. */
    WIPE,
    /** Ways that are cut: of a node, a cluster, a half or a random set, in one direction or both. */
    CUT,
    /** Ways that are cut and mended over and over. */
    FLAP,
    /** Ways on which frames take long and overtake each other. */
    SLOW,
    /** Ways on which frames are lost and repeated. */
    SPOIL,
    /** Disks that take long. */
    SLOW_DISK,
    /** Syncs that fail. */
    FAIL_SYNC,
    /** Disks without room. */
    FULL_DISK,
    /** Clocks that jump or run fast or slow. */
    CLOCK;

    /** Its name as people type it, such as {@code slow-disk}. */
    public String title() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
