package io.replicator.simulator.report;

import io.replicator.simulator.report.Report.Cluster;
import io.replicator.simulator.report.Report.Link;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The delays from each cluster to each: a table of figures, or a heat map when there are too many to read. */
final class LinkMatrix {

    /** From more clusters, figures no longer fit beside each other. */
    private static final int MOST_IN_TABLE = 14;

    private static final int MOST_IN_MAP = 128;
    private static final int EXTREMES = 8;
    private static final int SHADES = 7;

    private record Pair(String from, String to) {}

    private final List<String> names;
    private final Map<Pair, Link> links = new HashMap<>();
    private final double[] sorted;

    LinkMatrix(List<Cluster> clusters, List<Link> links) {
        Set<String> known = new LinkedHashSet<>();
        clusters.forEach(cluster -> known.add(cluster.name()));
        for (Link link : links) {
            known.add(link.from());
            known.add(link.to());
            this.links.put(new Pair(link.from(), link.to()), link);
        }
        this.names = List.copyOf(known);
        // Within a cluster is so near that beside it all ways between clusters would look the same.
        this.sorted = links.stream()
                .filter(link -> !link.from().equals(link.to()))
                .mapToDouble(Link::usualMillis)
                .filter(Double::isFinite)
                .sorted()
                .toArray();
    }

    static String inWords(Link link) {
        return link.from() + " → " + link.to() + ": " + Numbers.millis(link.usualMillis()) + ", 99th percentile "
                + Numbers.millis(link.highMillis());
    }

    List<Element> show() {
        if (names.size() <= MOST_IN_TABLE) {
            return List.of(
                    Element.of("h3", "One-way delays"),
                    Html.note("Milliseconds from the row's cluster to the column's: the usual delay, and below it the"
                            + " 99th percentile."),
                    Html.scrolling("Delays between clusters", table()));
        }
        List<Element> parts = new ArrayList<>();
        parts.add(Element.of("h3", "One-way delays"));
        parts.add(Html.note(summary()));
        if (names.size() <= MOST_IN_MAP) {
            parts.add(Html.details(
                    "Heat map of the usual delays, from the row's cluster to the column's",
                    Html.scrolling("Heat map", map())));
        }
        parts.add(Html.details("The slowest links", Html.scrolling("The slowest links", extremes())));
        return parts;
    }

    /** Of the ways between clusters. */
    private String summary() {
        if (sorted.length == 0) {
            return "The delays are not known.";
        }
        return Numbers.count(sorted.length, "link", "links") + ": the fastest takes " + Numbers.millis(sorted[0])
                + ", half of them at most " + Numbers.millis(sorted[(sorted.length - 1) / 2]) + ", the slowest "
                + Numbers.millis(sorted[sorted.length - 1]) + ". report.json has each of them.";
    }

    private @Nullable Link link(int from, int to) {
        return links.get(new Pair(names.get(from), names.get(to)));
    }

    private Element table() {
        Element head = Element.of("tr")
                .add(Element.of("th").as("corner").set("scope", "col").text("from ↓ to →"));
        names.forEach(
                name -> head.add(Element.of("th", Labels.cutMiddle(name, 18)).set("scope", "col")));
        List<Element> rows = new ArrayList<>();
        for (int from = 0; from < names.size(); from++) {
            Element row = Element.of("tr")
                    .add(Element.of("th", Labels.cutMiddle(names.get(from), 24)).set("scope", "row"));
            for (int to = 0; to < names.size(); to++) {
                row.add(cell(link(from, to)));
            }
            rows.add(row);
        }
        return Element.of("table")
                .as("matrix")
                .add(Element.of("thead").add(head), Element.of("tbody").add(rows));
    }

    private Element cell(@Nullable Link link) {
        return link == null
                ? Element.of("td", Numbers.NONE).as("nothing")
                : Element.of("td")
                        .as("heat" + shade(link.usualMillis()))
                        .text(Numbers.figure(link.usualMillis()))
                        .add(Element.of("small", Numbers.figure(link.highMillis())));
    }

    /** By logarithm if the delays differ much, else by size. */
    private int shade(double millis) {
        if (sorted.length == 0 || !Double.isFinite(millis)) {
            return 0;
        }
        double low = sorted[0];
        double high = sorted[sorted.length - 1];
        if (high <= low) {
            return 2;
        }
        double part = byLogarithm() ? Math.log(millis / low) / Math.log(high / low) : (millis - low) / (high - low);
        return (int) Math.clamp(Math.floor(part * SHADES), 0, SHADES - 1);
    }

    private boolean byLogarithm() {
        return sorted[0] > 0 && sorted[sorted.length - 1] / sorted[0] > Scale.RATIO_FOR_LOGARITHMIC;
    }

    private double limit(int shade) {
        double low = sorted[0];
        double high = sorted[sorted.length - 1];
        double part = (double) shade / SHADES;
        return byLogarithm() ? low * Math.pow(high / low, part) : low + (high - low) * part;
    }

    private Element map() {
        int count = names.size();
        double size = Math.clamp(760.0 / count, 6, 26);
        double left = 150;
        double top = 112;
        double side = size * count;
        int step = size >= 11 ? 1 : (int) Math.ceil(11 / size);
        Element picture = Svg.sheet(left + side + 190, top + side + 8, "Heat map of delays. " + summary());
        Element columns = Svg.group("names");
        for (int i = 0; i < count; i += step) {
            String name = Labels.fitting(names.get(i), 128, 10.5);
            double middle = (i + 0.5) * size;
            double x = left + middle + 3.5;
            columns.add(
                    Svg.text(left - 8, top + middle + 3.5, name, "end"),
                    Svg.text(x, top - 8, Labels.fitting(names.get(i), 100, 10.5), "start")
                            .set("transform", Svg.turned(-90, x, top - 8)));
        }
        picture.add(columns);
        for (int shade = 0; shade < SHADES; shade++) {
            picture.add(Svg.path(cellsOf(shade, size, left, top), "cell" + shade));
        }
        if (sorted.length > 0) {
            for (int shade = 0; shade < SHADES; shade++) {
                double y = top + shade * 22.0;
                picture.add(
                        Svg.rect(left + side + 24, y, 22, 16, "cell" + shade),
                        Svg.text(
                                left + side + 54,
                                y + 12,
                                Numbers.figure(limit(shade)) + " to " + Numbers.millis(limit(shade + 1)),
                                "label"));
            }
        }
        return picture;
    }

    /** All cells of one shade as one path, since there may be thousands. */
    private String cellsOf(int shade, double size, double left, double top) {
        StringBuilder data = new StringBuilder();
        for (int from = 0; from < names.size(); from++) {
            for (int to = 0; to < names.size(); to++) {
                Link link = link(from, to);
                if (link != null && shade(link.usualMillis()) == shade) {
                    data.append(Svg.step('M', left + to * size, top + from * size))
                            .append(Svg.step('h', size - 1))
                            .append(Svg.step('v', size - 1))
                            .append(Svg.step('h', 1 - size))
                            .append('z');
                }
            }
        }
        return data.toString();
    }

    private Element extremes() {
        List<Element> rows = new ArrayList<>();
        links.values().stream()
                .sorted(Comparator.comparingDouble(Link::usualMillis)
                        .reversed()
                        .thenComparing(Link::from)
                        .thenComparing(Link::to))
                .limit(EXTREMES)
                .forEach(link -> rows.add(Html.row(
                        Html.cell(link.from()),
                        Html.cell(link.to()),
                        Html.number(Numbers.millis(link.usualMillis())),
                        Html.number(Numbers.millis(link.highMillis())))));
        return Html.table(Arrays.asList("From", "To", "#Usual", "#99th percentile"), rows);
    }
}
