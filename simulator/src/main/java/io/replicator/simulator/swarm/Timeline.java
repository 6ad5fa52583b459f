package io.replicator.simulator.swarm;

import io.replicator.engine.model.Key;
import io.replicator.simulator.report.Report;
import io.replicator.simulator.world.SimNode;
import io.replicator.simulator.world.TraceEvent;
import io.replicator.simulator.world.TraceEvent.Kind;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What led to a broken promise, so that a person can follow it: what concerns the key that it was broken for, the faults,
 * and the nodes that end and start. What nodes do for themselves, such as comparing what they have, is left out; if the
 * promise concerns no key in particular, all keys are there.
 */
public final class Timeline {

    /** Lines above which only the last ones are kept: what breaks a promise is near the end. */
    static final int MOST_LINES = 1_000;

    private static final double MICROS_PER_MILLI = 1000;
    private static final String CLIENTS = "clients";

    /** Why an event is not in the timeline. */
    private enum LeftOut {
        EARLIER("earlier event", "earlier events"),
        OTHER_KEYS("event of another key", "events of other keys"),
        SYNCS("sync", "syncs"),
        COMPARISONS("message that compares what nodes have", "messages that compare what nodes have"),
        SESSIONS("end of a session", "ends of sessions");

        private final String one;
        private final String many;

        LeftOut(String one, String many) {
            this.one = one;
            this.many = many;
        }

        String words(int count) {
            return count + " " + (count == 1 ? one : many);
        }
    }

    private final List<String> nodes;
    private final List<TraceEvent> lines;
    private final Map<LeftOut, Integer> leftOut;

    private Timeline(List<String> nodes, List<TraceEvent> lines, Map<LeftOut, Integer> leftOut) {
        this.nodes = nodes;
        this.lines = lines;
        this.leftOut = leftOut;
    }

    /** The timeline of a recorded run. */
    public static Timeline of(Verdict recorded) {
        List<String> nodes =
                recorded.world().nodes().stream().map(SimNode::toString).toList();
        Key key = recorded.broken() == null ? null : recorded.broken().key();
        return of(nodes, recorded.world().trace().lines(), key);
    }

    /**
     * @param nodes their names, by index
     * @param key the key that the promise was broken for; null if it concerns none in particular
     */
    static Timeline of(List<String> nodes, List<TraceEvent> trace, @Nullable Key key) {
        Map<LeftOut, Integer> leftOut = new EnumMap<>(LeftOut.class);
        List<TraceEvent> kept = new ArrayList<>();
        for (TraceEvent event : trace) {
            LeftOut reason = reason(event, key);
            if (reason == null) {
                kept.add(event);
            } else {
                leftOut.merge(reason, 1, Integer::sum);
            }
        }
        int from = Math.max(0, kept.size() - MOST_LINES);
        if (from > 0) {
            leftOut.put(LeftOut.EARLIER, from);
        }
        return new Timeline(nodes, List.copyOf(kept.subList(from, kept.size())), leftOut);
    }

    private static @Nullable LeftOut reason(TraceEvent event, @Nullable Key key) {
        if (event.kind() == Kind.SYNC) {
            return LeftOut.SYNCS;
        }
        if (event.routine()) {
            return event.kind() == Kind.NOTE ? LeftOut.SESSIONS : LeftOut.COMPARISONS;
        }
        boolean isOfOther = key != null && event.key() != null && !event.key().equals(key);
        return isOfOther ? LeftOut.OTHER_KEYS : null;
    }

    /** Numbered lines, and what is left out. */
    public List<String> text() {
        return text(MOST_LINES);
    }

    /** As {@link #text()}, but of the lines the last ones only, which keep their numbers. */
    public List<String> text(int most) {
        int from = Math.max(0, lines.size() - most);
        List<String> text = new ArrayList<>();
        if (from > 0) {
            text.add("(" + from + " earlier lines)");
        }
        for (int i = from; i < lines.size(); i++) {
            TraceEvent event = lines.get(i);
            text.add(String.format(
                    Locale.ROOT,
                    "%4d  %11.3f ms  %-7s  %s",
                    i + 1,
                    event.time() / MICROS_PER_MILLI,
                    word(event),
                    event.text()));
        }
        if (!leftOut.isEmpty()) {
            text.add("(" + leftOut() + ")");
        }
        return text;
    }

    /** What is not told, for people; empty if all is told. */
    public String leftOut() {
        return leftOut.isEmpty()
                ? ""
                : leftOut.entrySet().stream()
                        .map(entry -> entry.getKey().words(entry.getValue()))
                        .collect(Collectors.joining(", ", "left out: ", ""));
    }

    /** The same as a diagram: a lane for each node, and one for the clients. */
    public Report.Failure failure(String property, String what, List<String> summary) {
        List<String> lanes = new ArrayList<>();
        lanes.add(CLIENTS);
        lanes.addAll(nodes);
        List<Report.Event> events = new ArrayList<>();
        for (int i = 0; i < lines.size(); i++) {
            events.add(event(i + 1, lines.get(i)));
        }
        List<String> sentences = new ArrayList<>(summary);
        if (!leftOut.isEmpty()) {
            sentences.add(leftOut());
        }
        return new Report.Failure(property, what, sentences, lanes, events);
    }

    /** Calls come from the lane of the clients, answers go back to it. */
    private static Report.Event event(int number, TraceEvent event) {
        double millis = event.time() / MICROS_PER_MILLI;
        int node = event.node() + 1;
        boolean isMessage = event.kind() == Kind.RECEIVE || event.kind() == Kind.LOSE;
        boolean isOfAll = event.node() < 0;
        int lane = isOfAll ? -1 : event.kind() == Kind.ANSWER ? 0 : node;
        int from = switch (event.kind()) {
            case RECEIVE, LOSE -> event.from() + 1;
            case CALL -> 0;
            case ANSWER -> node;
            default -> -1;
        };
        double sent = isMessage ? event.sent() / MICROS_PER_MILLI : millis;
        return new Report.Event(number, millis, lane, word(event), event.text(), from, sent);
    }

    private static String word(TraceEvent event) {
        return event.kind().name().toLowerCase(Locale.ROOT);
    }
}
