package io.replicator.simulator.report;

import java.util.List;

/** The few shapes that the page is made of. */
final class Html {

    private Html() {}

    static Element section(String id, String heading) {
        String headingId = id + "-title";
        return Element.of("section")
                .set("id", id)
                .set("aria-labelledby", headingId)
                .add(Element.of("h2", heading).set("id", headingId));
    }

    static Element note(String text) {
        return Element.of("p", text).as("note");
    }

    /** A box that scrolls where its content is wider than the page; by keyboard too. */
    static Element scrolling(String label, Element... content) {
        return Element.of("div")
                .as("scroll")
                .set("tabindex", "0")
                .set("role", "region")
                .set("aria-label", label)
                .add(content);
    }

    static Element details(String summary, Element... content) {
        return Element.of("details").add(Element.of("summary", summary)).add(content);
    }

    /** A heading that begins with {@code #} is one of numbers. */
    static Element table(List<String> headings, List<Element> rows) {
        Element head = Element.of("tr");
        for (String heading : headings) {
            boolean number = heading.startsWith("#");
            Element cell =
                    Element.of("th", number ? heading.substring(1) : heading).set("scope", "col");
            head.add(number ? cell.as("n") : cell);
        }
        return Element.of("table")
                .add(Element.of("thead").add(head), Element.of("tbody").add(rows));
    }

    static Element row(Element... cells) {
        return Element.of("tr").add(cells);
    }

    static Element cell(String text) {
        return Element.of("td", Labels.toRead(text));
    }

    static Element number(String text) {
        return Element.of("td", text).as("n");
    }

    static Element code(String text) {
        return Element.of("td").as("id").add(Element.of("bdi", Labels.toRead(text)));
    }

    /** A bar as long as this part of the whole. */
    static Element bar(double share, String kind) {
        double percent = Double.isFinite(share) ? Math.clamp(share, 0, 1) * 100 : 0;
        Element svg = Element.of("svg").as("bar").set("aria-hidden", "true");
        svg.add(Element.of("rect")
                .as("track")
                .set("width", "100%")
                .set("height", "100%")
                .set("rx", 3));
        if (percent > 0) {
            // What is not nothing is seen.
            String width = Numbers.coordinate(Math.max(percent, 0.5)) + "%";
            svg.add(Element.of("rect")
                    .as(kind)
                    .set("width", width)
                    .set("height", "100%")
                    .set("rx", 3));
        }
        return Element.of("td").as("bars").add(svg);
    }
}
