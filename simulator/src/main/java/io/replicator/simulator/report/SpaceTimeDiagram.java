package io.replicator.simulator.report;

import io.replicator.simulator.report.Report.Event;
import io.replicator.simulator.report.Report.Failure;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * The timeline of a failure: time runs down, each node and client is a line, each message an arrow. Every event has a row
 * with its number, its time and its text, and is linked with the table of events.
 */
final class SpaceTimeDiagram {

    /** More rows are not drawn: those around the breaking event are. */
    static final int MOST_EVENTS = 1000;

    private static final double NUMBER_END = 44;
    private static final double TIME_END = 132;
    private static final double LANES_LEFT = 148;
    private static final double LANES_WIDTH = 560;
    private static final double LEAST_LANE = 26;
    private static final double MOST_LANE = 132;
    private static final double LEAST_TEXT = 360;

    /** What fits beside the page's margins without scrolling. */
    private static final double PAGE_WIDTH = 1080;

    private static final double FONT = 12;
    private static final int MOST_NAME_LETTERS = 26;
    private static final double MARK_RADIUS = 6;

    /** Which part of its way a lost message is drawn. */
    private static final double LOST_AFTER = 0.68;

    private final List<String> lanes;
    private final List<Event> all;
    private final List<Event> events;
    private final int first;
    private final Rows rows;
    private final double lane;
    private final double textLeft;
    private final double width;
    private final int decimals;

    SpaceTimeDiagram(Failure failure) {
        this.lanes = failure.lanes();
        this.all = failure.events();
        this.first = firstDrawn(all);
        this.events = all.subList(first, Math.min(all.size(), first + MOST_EVENTS));
        this.rows = new Rows(events);
        this.lane = Math.clamp(LANES_WIDTH / Math.max(1, lanes.size()), LEAST_LANE, MOST_LANE);
        this.textLeft = LANES_LEFT + lane * Math.max(1, lanes.size()) + 14;
        this.width = Math.max(PAGE_WIDTH, textLeft + LEAST_TEXT);
        this.decimals = decimals(all);
    }

    /** The index of the first event that is drawn. */
    static int firstDrawn(List<Event> events) {
        int broken = breaking(events);
        int last = broken < 0 ? events.size() : Math.min(events.size(), broken + MOST_EVENTS / 10);
        return Math.max(0, last - MOST_EVENTS);
    }

    /** The index of the first event that breaks the promise; -1 if none says so. */
    static int breaking(List<Event> events) {
        for (int i = 0; i < events.size(); i++) {
            if (Kind.of(events.get(i).kind()) == Kind.BREAK) {
                return i;
            }
        }
        return -1;
    }

    /** How many decimals the times need, up to three. */
    static int decimals(List<Event> events) {
        for (int decimals = 0; decimals < 3; decimals++) {
            double unit = Math.pow(10, decimals);
            if (events.stream().allMatch(e -> Math.abs(e.millis() * unit - Math.rint(e.millis() * unit)) < 1e-6)) {
                return decimals;
            }
        }
        return 3;
    }

    Element draw() {
        Element box = Html.scrolling("Space-time diagram", head(), body()).set("id", "timeline");
        Element whole = Element.of("div");
        if (events.size() < all.size()) {
            whole.add(Html.note("Drawn are the events " + events.getFirst().number() + " to "
                    + events.getLast().number() + " of " + Numbers.count(all.size())
                    + "; the table beneath tells more."));
        }
        return whole.add(legend(), Element.of("div").as("frame hugging").add(box));
    }

    private Element legend() {
        Set<Kind> kinds = EnumSet.noneOf(Kind.class);
        events.forEach(event -> kinds.add(Kind.of(event.kind())));
        Element definitions = Element.of("defs");
        Element legend = Element.of("ul").as("legend");
        for (Kind kind : kinds) {
            definitions.add(kind.definition());
            Element sample = Element.of("svg")
                    .set("width", "20")
                    .set("height", "20")
                    .set("aria-hidden", "true")
                    .add(kind.mark(10, 10));
            legend.add(Element.of("li").add(sample).text(kind.meaning));
        }
        Element hidden = Element.of("svg")
                .as("definitions")
                .set("width", "0")
                .set("height", "0")
                .set("aria-hidden", "true")
                .add(definitions);
        return Element.of("div").add(hidden, legend);
    }

    private double x(int laneIndex) {
        return LANES_LEFT + lane * (laneIndex + 0.5);
    }

    private boolean hasLane(int laneIndex) {
        return laneIndex >= 0 && laneIndex < lanes.size();
    }

    /** The names of the lanes: slanted if they would touch each other. */
    private Element head() {
        double widest = lanes.stream()
                .mapToDouble(name -> Labels.width(Labels.cutMiddle(name, MOST_NAME_LETTERS), FONT))
                .max()
                .orElse(0);
        boolean slanted = widest > lane - 10;
        double height = slanted ? 22 + widest * 0.66 : 34;
        Element head = Svg.sheet(width, height, "Nodes and clients").as("lane-names");
        head.add(Svg.text(NUMBER_END, height - 10, "No.", "end"), Svg.text(TIME_END, height - 10, "ms", "end"));
        for (int i = 0; i < lanes.size(); i++) {
            String name = Labels.cutMiddle(lanes.get(i), MOST_NAME_LETTERS);
            double y = height - 10;
            Element label = Svg.text(slanted ? x(i) + 3 : x(i), y, name, slanted ? "lane-name" : "lane-name middle");
            label.add(Svg.title(lanes.get(i)));
            head.add(slanted ? label.set("transform", Svg.turned(-40, x(i) + 3, y)) : label);
        }
        return head.add(Svg.text(textLeft, height - 10, "What happened", "label"));
    }

    private Element body() {
        Element body = Svg.sheet(
                width,
                rows.height(),
                "Space-time diagram of " + Numbers.count(events.size(), "event", "events")
                        + "; the table of events beneath tells the same");
        body.add(Svg.path(stripes(), "stripes"));
        for (int i = 0; i < lanes.size(); i++) {
            body.add(laneLines(i));
        }
        String shownTime = "";
        for (int i = 0; i < events.size(); i++) {
            String time = Numbers.fixed(events.get(i).millis(), decimals);
            if (rows.wait(i) > 0) {
                body.add(Svg.text(
                        TIME_END,
                        rows.middle(i) - Rows.HEIGHT / 2 - 5,
                        "⋮ " + Numbers.span(rows.wait(i)) + " later",
                        "wait end"));
            }
            body.add(row(i, time.equals(shownTime) ? "" : time));
            shownTime = time;
        }
        return body;
    }

    private String stripes() {
        StringBuilder data = new StringBuilder();
        for (int i = 0; i < events.size(); i += 2) {
            data.append(Svg.step('M', 0, rows.middle(i) - Rows.HEIGHT / 2))
                    .append(Svg.step('h', width))
                    .append(Svg.step('v', Rows.HEIGHT))
                    .append(Svg.step('h', -width))
                    .append('z');
        }
        return data.toString();
    }

    /** A lane: a full line while its node runs, a dotted one while it is down or paused. */
    private Element laneLines(int laneIndex) {
        Element lines = Svg.group("lane");
        double since = 0;
        boolean down = false;
        for (int i = 0; i < events.size(); i++) {
            Kind kind = Kind.of(events.get(i).kind());
            boolean changes = events.get(i).lane() == laneIndex && (down ? kind.resumes() : kind.stops());
            if (changes) {
                lines.add(laneLine(laneIndex, since, rows.middle(i), down));
                since = rows.middle(i);
                down = !down;
            }
        }
        return lines.add(laneLine(laneIndex, since, rows.height(), down));
    }

    private Element laneLine(int laneIndex, double from, double to, boolean down) {
        return Svg.line(x(laneIndex), from, x(laneIndex), to, down ? "down" : "up");
    }

    private Element row(int index, String time) {
        Event event = events.get(index);
        int id = first + index + 1;
        Kind kind = Kind.of(event.kind());
        double y = rows.middle(index);
        Element row = Element.of("a")
                .as(kind == Kind.BREAK ? "event breaking" : "event")
                .set("id", "m" + id)
                .set("href", "#e" + id);
        row.add(Svg.rect(0, y - Rows.HEIGHT / 2, width, Rows.HEIGHT, "row"));
        row.add(Svg.text(NUMBER_END, y + 4, Integer.toString(event.number()), "number end"));
        if (!time.isEmpty()) {
            row.add(Svg.text(TIME_END, y + 4, time, "end"));
        }
        if (hasLane(event.lane())) {
            if (hasLane(event.fromLane())) {
                row.add(arrow(index, kind));
            }
            if (kind != Kind.LOSE || !hasLane(event.fromLane())) {
                row.add(kind.mark(x(event.lane()), y));
            }
        } else {
            // What happens to all, or to nobody in particular, crosses all lanes.
            row.add(
                    Svg.line(LANES_LEFT, y, textLeft - 14, y, "everywhere"),
                    kind.mark(LANES_LEFT + lane * 0.5 - 14, y));
        }
        Element text = Svg.text(textLeft, y + 4, Labels.beginning(event.text(), width - textLeft - 6, FONT), "what");
        return row.add(text);
    }

    private Element arrow(int index, Kind kind) {
        Event event = events.get(index);
        double fromX = x(event.fromLane());
        double fromY = rows.sent(index);
        double toX = x(event.lane());
        double toY = rows.middle(index);
        Element arrow = Svg.group(kind == Kind.LOSE ? "arrow lost" : "arrow");
        arrow.add(Svg.circle(fromX, fromY, 2, "origin"));
        if (event.fromLane() == event.lane()) {
            double out = toX + Math.min(26, lane * 0.45);
            arrow.add(Svg.path(Svg.step('M', fromX, fromY) + Svg.step('C', out, fromY, out, toY, toX, toY), "shaft"));
            return kind == Kind.LOSE ? arrow.add(kind.mark(toX, toY)) : arrow;
        }
        if (kind == Kind.LOSE) {
            double breakX = fromX + (toX - fromX) * LOST_AFTER;
            double breakY = fromY + (toY - fromY) * LOST_AFTER;
            return arrow.add(
                    Svg.path(Svg.step('M', fromX, fromY) + Svg.step('L', breakX, breakY), "shaft"),
                    Svg.path(Svg.step('M', breakX, breakY) + Svg.step('L', toX, toY), "rest"),
                    kind.mark(breakX, breakY));
        }
        double length = Math.hypot(toX - fromX, toY - fromY);
        double dx = (toX - fromX) / length;
        double dy = (toY - fromY) / length;
        double tipX = toX - dx * (MARK_RADIUS - 1);
        double tipY = toY - dy * (MARK_RADIUS - 1);
        double baseX = tipX - dx * 8;
        double baseY = tipY - dy * 8;
        // Shaft and head are one path: the shaft encloses nothing, so that filling it fills the head only.
        List<String> steps = new ArrayList<>();
        steps.add(Svg.step('M', fromX, fromY) + Svg.step('L', baseX, baseY));
        steps.add(Svg.step('M', tipX, tipY)
                + Svg.step('L', baseX - dy * 3.6, baseY + dx * 3.6)
                + Svg.step('L', baseX + dy * 3.6, baseY - dx * 3.6)
                + "z");
        return arrow.add(Svg.path(String.join("", steps), "head"));
    }
}
