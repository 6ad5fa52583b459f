package io.replicator.simulator.report;

import io.replicator.simulator.report.Report.Event;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Where the events of a timeline stand: one row each, whatever time has passed, since a microsecond may matter as much as
 * a minute. A wait that is long by the timeline's own measure gets a little room, in which its length is written.
 */
final class Rows {

    static final double HEIGHT = 22;
    static final double WAIT_HEIGHT = 18;
    private static final double TOP = 6;

    /** So many times the usual wait is a long one. */
    private static final double LONG = 8;

    private final List<Event> events;
    private final double[] middles;
    private final double[] waits;
    private final double height;

    Rows(List<Event> events) {
        this.events = events;
        this.middles = new double[events.size()];
        this.waits = new double[events.size()];
        double usual = usualWait(events);
        double y = TOP;
        for (int i = 0; i < events.size(); i++) {
            double wait =
                    i == 0 ? 0 : events.get(i).millis() - events.get(i - 1).millis();
            if (usual > 0 && wait >= LONG * usual) {
                waits[i] = wait;
                y += WAIT_HEIGHT;
            }
            middles[i] = y + HEIGHT / 2;
            y += HEIGHT;
        }
        this.height = y + TOP;
    }

    private static double usualWait(List<Event> events) {
        List<Double> waits = new ArrayList<>();
        for (int i = 1; i < events.size(); i++) {
            double wait = events.get(i).millis() - events.get(i - 1).millis();
            if (wait > 0) {
                waits.add(wait);
            }
        }
        double[] sorted = waits.stream().mapToDouble(Double::doubleValue).toArray();
        Arrays.sort(sorted);
        return sorted.length == 0 ? 0 : sorted[sorted.length / 2];
    }

    double height() {
        return height;
    }

    double middle(int row) {
        return middles[row];
    }

    /** The long wait before this row, in milliseconds; 0 if there was none. */
    double wait(int row) {
        return waits[row];
    }

    /**
     * Where the message of this row was sent: at the row of the last event of its sender at that very moment, which is
     * what made it send; otherwise between the rows before and after that moment.
     */
    double sent(int row) {
        Event message = events.get(row);
        double nearest = middles[row] - HEIGHT / 2;
        int before = row - 1;
        while (before >= 0 && events.get(before).millis() >= message.sentMillis()) {
            Event cause = events.get(before);
            if (cause.lane() == message.fromLane() && cause.millis() == message.sentMillis()) {
                return middles[before];
            }
            before--;
        }
        if (before < 0) {
            return Math.min(nearest, middles[0] - HEIGHT / 2);
        }
        double from = middles[before];
        double to = middles[before + 1];
        double since = message.sentMillis() - events.get(before).millis();
        double whole = events.get(before + 1).millis() - events.get(before).millis();
        double part = whole > 0 && Double.isFinite(since) ? Math.clamp(since / whole, 0.15, 0.85) : 0.5;
        return Math.min(nearest, from + (to - from) * part);
    }
}
