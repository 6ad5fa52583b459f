package io.replicator.simulator.nemesis;

import io.replicator.simulator.report.Report;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.function.LongSupplier;

/** From when to when something was wrong, and what else was done. In nanoseconds of the clients' clock. Thread-safe. */
public final class Timeline {

    private static final long OPEN = -1;

    private final LongSupplier clock;
    private final List<Entry> entries = new ArrayList<>();

    public Timeline(LongSupplier clock) {
        this.clock = clock;
    }

    /** Something that began, and may have ended. */
    public static final class Entry {
        private final String what;
        private final long from;
        private long to;

        private Entry(String what, long from, long to) {
            this.what = what;
            this.from = from;
            this.to = to;
        }
    }

    /** One line of the story. */
    public record Moment(long at, String text) {}

    long now() {
        return clock.getAsLong();
    }

    /** Something goes wrong. */
    public synchronized Entry begins(String what) {
        Entry entry = new Entry(what, clock.getAsLong(), OPEN);
        entries.add(entry);
        return entry;
    }

    public synchronized void ends(Entry entry) {
        entry.to = clock.getAsLong();
    }

    /** Something happens that takes no time. */
    public synchronized void notes(String what) {
        long now = clock.getAsLong();
        entries.add(new Entry(what, now, now));
    }

    /** For a report; what goes on ends now. */
    public synchronized List<Report.Span> spans() {
        long now = clock.getAsLong();
        return entries.stream()
                .map(entry -> new Report.Span(entry.what, entry.from / 1e9, (entry.to == OPEN ? now : entry.to) / 1e9))
                .toList();
    }

    /** Beginnings and ends, in order. */
    public synchronized List<Moment> moments() {
        List<Moment> moments = new ArrayList<>();
        for (Entry entry : entries) {
            if (entry.to == entry.from) {
                moments.add(new Moment(entry.from, entry.what));
                continue;
            }
            moments.add(new Moment(entry.from, "begins: " + entry.what));
            if (entry.to != OPEN) {
                moments.add(new Moment(entry.to, "ends: " + entry.what));
            }
        }
        moments.sort(Comparator.comparingLong(Moment::at));
        return moments;
    }
}
