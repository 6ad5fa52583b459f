package io.replicator.simulator.report;

import java.util.Locale;

/** Builds the elements of drawings. Colours and fonts are the style sheet's. */
final class Svg {

    private Svg() {}

    /** A picture that scales with the page; its title and description are for those who do not see it. */
    static Element picture(double width, double height, String title, String description) {
        return Element.of("svg")
                .as("picture")
                .set("viewBox", "0 0 " + Numbers.coordinate(width) + " " + Numbers.coordinate(height))
                .set("role", "img")
                .set("aria-label", title + ". " + description)
                .add(Element.of("desc", description));
    }

    /** A drawing of a fixed size, which may hold links. */
    static Element sheet(double width, double height, String label) {
        return Element.of("svg")
                .set("width", width)
                .set("height", height)
                .set("viewBox", "0 0 " + Numbers.coordinate(width) + " " + Numbers.coordinate(height))
                .set("role", "group")
                .set("aria-label", label);
    }

    static Element group(String kind) {
        return Element.of("g").as(kind);
    }

    static Element line(double x1, double y1, double x2, double y2, String kind) {
        return Element.of("line")
                .as(kind)
                .set("x1", x1)
                .set("y1", y1)
                .set("x2", x2)
                .set("y2", y2);
    }

    static Element rect(double x, double y, double width, double height, String kind) {
        return Element.of("rect")
                .as(kind)
                .set("x", x)
                .set("y", y)
                .set("width", Math.max(0, width))
                .set("height", Math.max(0, height));
    }

    static Element circle(double x, double y, double radius, String kind) {
        return Element.of("circle").as(kind).set("cx", x).set("cy", y).set("r", radius);
    }

    static Element path(String data, String kind) {
        return Element.of("path").as(kind).set("d", data);
    }

    static Element text(double x, double y, String text, String kind) {
        return Element.of("text", text).as(kind).set("x", x).set("y", y);
    }

    /** What a browser shows when the pointer rests on the element. */
    static Element title(String text) {
        return Element.of("title", Labels.toRead(text));
    }

    /** One step of a path, such as {@code L 10 20.5}. */
    static String step(char command, double... numbers) {
        StringBuilder step = new StringBuilder().append(command);
        for (int i = 0; i < numbers.length; i++) {
            step.append(i == 0 ? "" : " ").append(Numbers.coordinate(numbers[i]));
        }
        return step.toString();
    }

    static String turned(double degrees, double x, double y) {
        return String.format(Locale.ROOT, "rotate(%.0f %s %s)", degrees, Numbers.coordinate(x), Numbers.coordinate(y));
    }
}
