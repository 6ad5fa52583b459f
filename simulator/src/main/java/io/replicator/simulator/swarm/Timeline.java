package io.replicator.simulator.swarm;

import io.replicator.engine.model.Key;
import io.replicator.simulator.report.Report;
import io.replicator.simulator.world.TraceEvent;
import io.replicator.simulator.world.TraceEvent.Kind;
import io.replicator.simulator.world.World;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What led to a broken promise, so that a person can follow it: what concerns the key that it was broken for, the faults,
 * and the nodes that end and start. What nodes do for themselves, such as comparing what they have, is left out.
 */
public final class Timeline {

    /** Lines above which only the last ones are kept: what breaks a promise is near the end. */
    static final int MOST_LINES = 1_000;

    private static final double MICROS_PER_MILLI = 1000;
    private static final String CLIENTS = "clients";

    private final World world;
    private final List<TraceEvent> lines;
    private final int leftOut;

    private Timeline(World world, List<TraceEvent> lines, int leftOut) {
        this.world = world;
        this.lines = lines;
        this.leftOut = leftOut;
    }

    /** The timeline of a recorded run. */
    public static Timeline of(Verdict recorded) {
        World world = recorded.world();
        Key key = recorded.broken() == null ? null : recorded.broken().key();
        List<TraceEvent> all = world.trace().lines();
        List<TraceEvent> kept = new ArrayList<>();
        for (TraceEvent event : all) {
            if (matters(event, key)) {
                kept.add(event);
            }
        }
        int from = Math.max(0, kept.size() - MOST_LINES);
        List<TraceEvent> last = List.copyOf(kept.subList(from, kept.size()));
        return new Timeline(world, last, all.size() - last.size());
    }

    private static boolean matters(TraceEvent event, @Nullable Key key) {
        return switch (event.kind()) {
            case RECEIVE, LOSE, CALL, ANSWER ->
                event.key() != null && (key == null || event.key().equals(key));
            case CRASH, START, FAULT, BREAK -> true;
            case SYNC, TIMER, NOTE -> false;
        };
    }

    /** Numbered lines. */
    public List<String> text() {
        List<String> text = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            TraceEvent event = lines.get(i);
            text.add(String.format(
                    Locale.ROOT,
                    "%4d  %11.3f ms  %-7s  %s",
                    i + 1,
                    event.time() / MICROS_PER_MILLI,
                    event.kind().name().toLowerCase(Locale.ROOT),
                    event.text()));
        }
        if (leftOut > 0) {
            text.add("(" + leftOut + " events are left out: other keys, syncs, sessions, comparisons)");
        }
        return text;
    }

    /** The same as a diagram: a lane for each node, and one for the clients. */
    public Report.Failure failure(String property, String what, List<String> summary) {
        List<String> lanes = new ArrayList<>();
        lanes.add(CLIENTS);
        world.nodes().forEach(node -> lanes.add(node.toString()));
        List<Report.Event> events = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            events.add(event(i + 1, lines.get(i)));
        }
        return new Report.Failure(property, what, summary, lanes, events);
    }

    /** Calls come from the lane of the clients, answers go back to it. */
    private static Report.Event event(int number, TraceEvent event) {
        double millis = event.time() / MICROS_PER_MILLI;
        int node = event.node() + 1;
        int lane = event.kind() == Kind.ANSWER ? 0 : node;
        int from = switch (event.kind()) {
            case RECEIVE, LOSE -> event.from() + 1;
            case CALL -> 0;
            case ANSWER -> node;
            default -> -1;
        };
        boolean message = event.kind() == Kind.RECEIVE || event.kind() == Kind.LOSE;
        return new Report.Event(
                number,
                millis,
                lane,
                event.kind().name().toLowerCase(Locale.ROOT),
                event.text(),
                from,
                message ? event.sent() / MICROS_PER_MILLI : millis);
    }
}
