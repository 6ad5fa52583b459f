package io.replicator.simulator.report;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * An element of the page, HTML or SVG. Written so that both an HTML parser and an XML parser read the same. All text goes
 * through {@link Escaping}, here and nowhere else.
 */
final class Element {

    /** Elements without an end tag: an HTML parser takes the slash for nothing, an XML parser needs it. */
    private static final Set<String> EMPTY = Set.of("meta", "br", "wbr", "col");

    private interface Part {
        void writeTo(StringBuilder out);
    }

    private final String name;
    private final StringBuilder attributes = new StringBuilder();
    private final List<Part> content = new ArrayList<>();

    private Element(String name) {
        this.name = name;
    }

    static Element of(String name) {
        return new Element(name);
    }

    static Element of(String name, String text) {
        return of(name).text(text);
    }

    Element set(String attribute, String value) {
        attributes.append(' ').append(attribute).append("=\"");
        Escaping.append(attributes, value);
        attributes.append('"');
        return this;
    }

    Element set(String attribute, double value) {
        return set(attribute, Numbers.coordinate(value));
    }

    /** The class for the style sheet. */
    Element as(String kind) {
        return set("class", kind);
    }

    Element text(String text) {
        content.add(out -> Escaping.append(out, text));
        return this;
    }

    Element add(Element... children) {
        return add(List.of(children));
    }

    Element add(Collection<Element> children) {
        children.forEach(child -> content.add(child::writeTo));
        return this;
    }

    /**
     * The content of a style or a script, which an HTML parser takes as it is.
     *
     * @throws IllegalArgumentException if an XML parser would read something else
     */
    Element verbatim(String code) {
        if (code.indexOf('<') >= 0 || code.indexOf('&') >= 0 || code.contains("]]>")) {
            throw new IllegalArgumentException("styles and scripts must do without < and &");
        }
        content.add(out -> out.append(code));
        return this;
    }

    void writeTo(StringBuilder out) {
        out.append('<').append(name).append(attributes);
        if (EMPTY.contains(name)) {
            out.append("/>");
            return;
        }
        out.append('>');
        content.forEach(part -> part.writeTo(out));
        out.append("</").append(name).append('>');
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder();
        writeTo(out);
        return out.toString();
    }
}
