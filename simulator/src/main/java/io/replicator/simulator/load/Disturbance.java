package io.replicator.simulator.load;

import io.replicator.simulator.report.Report;
import java.util.List;
import java.util.function.LongSupplier;

/** What goes wrong with the nodes while they are loaded. */
public interface Disturbance {

    /** Nothing does. */
    Disturbance NONE = new Disturbance() {
        @Override
        public void begin(LongSupplier clock) {}

        @Override
        public Account end() {
            return new Account(List.of(), List.of(), "");
        }
    };

    /**
     * What there was.
     *
     * @param faults in seconds since the load began
     * @param facts for the report
     * @param problem why nothing can be said of the outcome, in words for people; empty if it can
     */
    record Account(List<Report.Span> faults, List<Report.Fact> facts, String problem) {
        public Account {
            faults = List.copyOf(faults);
            facts = List.copyOf(facts);
        }
    }

    /**
     * The load begins.
     *
     * @param clock nanoseconds since then
     */
    void begin(LongSupplier clock);

    /** The load is over, if only because a promise was broken: returns once all is well again, or will not be. */
    Account end() throws InterruptedException;
}
