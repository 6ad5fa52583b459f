package io.replicator.simulator.report;

import io.replicator.simulator.report.Report.Event;
import io.replicator.simulator.report.Report.Failure;

/** What was broken, how the case was made small, and how it came about. */
final class FailureSection {

    private FailureSection() {}

    static Element section(Failure failure) {
        Element section = Html.section("failure", "What was broken").as("failure");
        section.add(
                Element.of("p").as("property").add(Element.of("strong", Labels.toRead(failure.property()))),
                Element.of("p", Labels.toRead(failure.what())).as("what"));
        if (!failure.summary().isEmpty()) {
            Element list = Element.of("ol").as("summary");
            failure.summary().forEach(line -> list.add(Element.of("li", Labels.toRead(line))));
            section.add(Element.of("h3", "How the case was made small"), list);
        }
        if (failure.events().isEmpty()) {
            return section;
        }
        section.add(
                Element.of("h3", "How it came about"),
                Element.of("p").as("note").add(story(failure)));
        section.add(new SpaceTimeDiagram(failure).draw());
        return section.add(Element.of("h3", "The events in words"), new EventTable(failure).show());
    }

    private static Element story(Failure failure) {
        int breaking = SpaceTimeDiagram.breaking(failure.events());
        Element story = Element.of("span")
                .text(Numbers.count(failure.events().size(), "event", "events")
                        + ", one a row, from top to bottom. Choose a row to find it in the table, and a number in the"
                        + " table to find its row.");
        if (breaking < 0) {
            return story;
        }
        Event event = failure.events().get(breaking);
        return story.text(" ")
                .add(Element.of("a", "To the breaking event, number " + event.number())
                        .set("href", "#m" + (breaking + 1)))
                .text(".");
    }
}
