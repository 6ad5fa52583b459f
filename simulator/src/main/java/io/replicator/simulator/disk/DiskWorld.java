package io.replicator.simulator.disk;

import io.replicator.engine.port.Journal;

/** What a disk needs of the world around it. */
public interface DiskWorld {

    /** Runs something after a delay in microseconds, if the same process still lives then. */
    void in(long micros, Runnable action);

    /** Tells the process how far the journal got: the two watermarks of {@code Driver.journaled}. */
    void journaled(long written, long synced);

    /** An entry was appended, whether it will survive or not. */
    void appended(Journal.Entry entry);

    /**
     * The process is at a moment at which a crash is of special interest.
     *
     * @return true if it crashed right there, so that nothing more may happen to it
     */
    boolean reached(Moment moment);

    /** Whether a crash at such a moment is planned, so that the disk needs to stop there. */
    boolean expects(Moment moment);

    /** A write or a sync failed, which ends the process. */
    void failed(String how);
}
