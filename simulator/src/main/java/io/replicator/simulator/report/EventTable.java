package io.replicator.simulator.report;

import io.replicator.simulator.report.Report.Event;
import io.replicator.simulator.report.Report.Failure;
import java.util.ArrayList;
import java.util.List;

/** The events of a failure in words, each linked with its row in the diagram. */
final class EventTable {

    /** More are only in {@code report.json}; the last ones are shown, since the promise was broken in the end. */
    static final int MOST_EVENTS = 5000;

    private static final int MOST_LETTERS = 240;
    private static final int MOST_NAME_LETTERS = 28;

    private final List<String> lanes;
    private final List<Event> events;
    private final int decimals;
    private final int firstDrawn;

    EventTable(Failure failure) {
        this.lanes = failure.lanes();
        this.events = failure.events();
        this.decimals = SpaceTimeDiagram.decimals(events);
        this.firstDrawn = SpaceTimeDiagram.firstDrawn(events);
    }

    Element show() {
        int first = Math.max(0, events.size() - MOST_EVENTS);
        List<Element> rows = new ArrayList<>();
        for (int i = first; i < events.size(); i++) {
            rows.add(row(i));
        }
        Element table = Html.table(List.of("#No.", "#ms", "Kind", "Where", "What happened"), rows)
                .as("events");
        Element all = Element.of("div");
        if (first > 0) {
            all.add(Html.note("The last " + Numbers.count(MOST_EVENTS) + " events; report.json has all of them."));
        }
        return all.add(Element.of("div").as("frame").add(Html.scrolling("Events", table)));
    }

    private Element row(int index) {
        Event event = events.get(index);
        int id = index + 1;
        String shown = Integer.toString(event.number());
        boolean drawn = index >= firstDrawn && index < firstDrawn + SpaceTimeDiagram.MOST_EVENTS;
        Element number = drawn
                ? Element.of("td").as("n").add(Element.of("a", shown).set("href", "#m" + id))
                : Html.number(shown);
        Element row = Element.of("tr")
                .as(Kind.of(event.kind()) == Kind.BREAK ? "event breaking" : "event")
                .set("id", "e" + id);
        return row.add(
                number,
                Html.number(Numbers.fixed(event.millis(), decimals)),
                Element.of("td", Labels.cut(event.kind(), 20)),
                where(event),
                Element.of("td", Labels.cut(event.text(), MOST_LETTERS)));
    }

    private Element where(Event event) {
        Element where = Element.of("td");
        if (event.fromLane() >= 0) {
            where.text(lane(event.fromLane()) + " → " + lane(event.lane()) + " ")
                    .add(Element.of("small", "sent " + Numbers.fixed(event.sentMillis(), decimals)));
        } else {
            where.text(lane(event.lane()));
        }
        return where;
    }

    private String lane(int index) {
        return index >= 0 && index < lanes.size()
                ? Labels.cutMiddle(lanes.get(index), MOST_NAME_LETTERS)
                : "everywhere";
    }
}
