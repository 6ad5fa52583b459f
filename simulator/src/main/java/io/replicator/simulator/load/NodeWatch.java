package io.replicator.simulator.load;

import java.util.ArrayList;
import java.util.List;

/** Notes from when to when a node could not be reached. Thread-safe. */
final class NodeWatch {

    /** More are not noted. */
    private static final int MOST_SPANS = 100;

    /** From the first failure to the end of the first answer after it; in nanoseconds since the load began. */
    record Outage(long from, long to) {}

    private final List<Outage> outages = new ArrayList<>();
    private volatile boolean away;
    private long since;

    void saw(Answer answer, long begin, long end) {
        boolean failed = answer == Answer.NOT_CONNECTED || answer == Answer.CUT_OFF || answer == Answer.TIMED_OUT;
        if (failed != away && answer != Answer.HUNG_UP) {
            change(failed, begin, end);
        }
    }

    private synchronized void change(boolean failed, long begin, long end) {
        if (failed == away) {
            return;
        }
        if (failed) {
            since = begin;
            away = true;
        } else if (begin >= since) {
            // An answer to an earlier question says nothing of now.
            away = false;
            add(new Outage(since, end));
        }
    }

    private void add(Outage outage) {
        if (outages.size() < MOST_SPANS) {
            outages.add(outage);
        }
    }

    /** All outages; one that goes on ends now. */
    synchronized List<Outage> outages(long now) {
        List<Outage> all = new ArrayList<>(outages);
        if (away) {
            all.add(new Outage(since, now));
        }
        return all;
    }
}
