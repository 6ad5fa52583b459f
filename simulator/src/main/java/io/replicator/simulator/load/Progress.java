package io.replicator.simulator.load;

import io.replicator.simulator.report.Report;

/** Told about a load while it runs; by one thread. */
public interface Progress {

    /** Tells nobody. */
    Progress NONE = new Progress() {
        @Override
        public void loading(double seconds, double of, Report.Point latest) {}

        @Override
        public void checking(String what, long done, long of) {}
    };

    /**
     * About once a second while nodes are loaded.
     *
     * @param seconds since the load began, the warm-up included
     * @param of how long it will take
     * @param latest the last interval; not counted in the figures while it lies in the warm-up, where its time is negative
     */
    void loading(double seconds, double of, Report.Point latest);

    /** About once a second while the outcome is checked. */
    void checking(String what, long done, long of);
}
