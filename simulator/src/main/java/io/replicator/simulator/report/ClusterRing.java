package io.replicator.simulator.report;

import io.replicator.simulator.report.Report.Cluster;
import io.replicator.simulator.report.Report.Link;
import java.util.ArrayList;
import java.util.List;

/** A few clusters as cards on a ring, with their nodes by name and the links between them. */
final class ClusterRing {

    private static final double WIDTH = 1080;
    private static final double CARD_WIDTH = 216;
    private static final double CARD_HEAD = 38;
    private static final double NODE_ROW = 19;
    private static final double FONT = 12;
    private static final double LABEL_FONT = 11.5;
    private static final double LABEL_HEIGHT = 20;

    /** Where a label may stand on its link, the best place first. */
    private static final double[] LABEL_PLACES = {0.5, 0.4, 0.6, 0.3, 0.7, 0.2, 0.8, 0.12, 0.88};

    /** Centres of the cards, for one to six of them, in parts of the free width and height. */
    private static final double[][][] PLACES = {
        {{.5, .5}},
        {{.1, .5}, {.9, .5}},
        {{.5, 0}, {.96, 1}, {.04, 1}},
        {{.06, 0}, {.94, 0}, {.94, 1}, {.06, 1}},
        {{.5, 0}, {1, .42}, {.83, 1}, {.17, 1}, {0, .42}},
        {{.22, 0}, {.78, 0}, {1, .5}, {.78, 1}, {.22, 1}, {0, .5}}
    };

    private record Box(double x, double y, double width, double height) {

        static Box around(double x, double y, double width, double height) {
            return new Box(x - width / 2, y - height / 2, width, height);
        }

        double centreX() {
            return x + width / 2;
        }

        double centreY() {
            return y + height / 2;
        }

        boolean touches(Box other) {
            return x < other.x + other.width
                    && other.x < x + width
                    && y < other.y + other.height
                    && other.y < y + height;
        }

        /** Which part of the way from its centre to that point is inside. */
        double inside(double toX, double toY) {
            double dx = Math.abs(toX - centreX());
            double dy = Math.abs(toY - centreY());
            return Math.min(1, Math.min(width / 2 / Math.max(dx, 1e-9), height / 2 / Math.max(dy, 1e-9)));
        }
    }

    private final List<Cluster> clusters;
    private final List<Link> links;
    private final List<Box> cards = new ArrayList<>();
    private final double height;

    ClusterRing(List<Cluster> clusters, List<Link> links) {
        this.clusters = clusters;
        this.links = links;
        double[][] places = PLACES[clusters.size() - 1];
        double tallest =
                clusters.stream().mapToDouble(ClusterRing::heightOf).max().orElse(0);
        double free = clusters.size() <= 2 ? 0 : clusters.size() <= 4 ? tallest + 90 : 1.5 * tallest + 120;
        for (int i = 0; i < clusters.size(); i++) {
            double x = 1 + CARD_WIDTH / 2 + places[i][0] * (WIDTH - 2 - CARD_WIDTH);
            double y = 6 + tallest / 2 + places[i][1] * free;
            cards.add(Box.around(x, y, CARD_WIDTH, heightOf(clusters.get(i))));
        }
        this.height = 12 + tallest + free;
    }

    private static int columns(Cluster cluster) {
        return cluster.nodes().size() > 4 ? 2 : 1;
    }

    private static double heightOf(Cluster cluster) {
        return CARD_HEAD + NODE_ROW * Math.ceilDiv(cluster.nodes().size(), columns(cluster)) + 8;
    }

    Element draw(String description) {
        Element picture = Svg.picture(WIDTH, height, "Network", description);
        Element labels = Svg.group("labels");
        List<Box> taken = new ArrayList<>(cards);
        for (int a = 0; a < clusters.size(); a++) {
            for (int b = a + 1; b < clusters.size(); b++) {
                drawLink(a, b, picture, labels, taken);
            }
        }
        for (int i = 0; i < clusters.size(); i++) {
            picture.add(card(clusters.get(i), cards.get(i)));
        }
        return picture.add(labels);
    }

    private void drawLink(int a, int b, Element picture, Element labels, List<Box> taken) {
        List<Link> there = between(a, b);
        List<Link> back = between(b, a);
        if (there.isEmpty() && back.isEmpty()) {
            return;
        }
        Box from = cards.get(a);
        Box to = cards.get(b);
        picture.add(Svg.line(from.centreX(), from.centreY(), to.centreX(), to.centreY(), "link"));
        String text = label(there, back);
        Box box = place(from, to, Labels.width(text, LABEL_FONT) + 14, taken);
        taken.add(box);
        List<String> titles = new ArrayList<>();
        there.forEach(link -> titles.add(LinkMatrix.inWords(link)));
        back.forEach(link -> titles.add(LinkMatrix.inWords(link)));
        labels.add(Element.of("g")
                .add(
                        Svg.title(String.join("; ", titles)),
                        Svg.rect(box.x, box.y, box.width, box.height, "pill").set("rx", LABEL_HEIGHT / 2),
                        Svg.text(box.centreX(), box.centreY() + 4, text, "middle strong")));
    }

    private List<Link> between(int a, int b) {
        String from = clusters.get(a).name();
        String to = clusters.get(b).name();
        return links.stream()
                .filter(link -> link.from().equals(from) && link.to().equals(to))
                .toList();
    }

    /** One figure if both directions are the same for the eye. */
    private static String label(List<Link> there, List<Link> back) {
        String first =
                there.isEmpty() ? Numbers.NONE : Numbers.figure(there.getFirst().usualMillis());
        String second =
                back.isEmpty() ? Numbers.NONE : Numbers.figure(back.getFirst().usualMillis());
        return (first.equals(second) ? first : first + " / " + second) + " ms";
    }

    private static Box place(Box from, Box to, double width, List<Box> taken) {
        double begin = from.inside(to.centreX(), to.centreY());
        double end = 1 - to.inside(from.centreX(), from.centreY());
        Box best = null;
        for (double place : LABEL_PLACES) {
            double part = begin + (end - begin) * place;
            Box box = Box.around(
                    from.centreX() + (to.centreX() - from.centreX()) * part,
                    from.centreY() + (to.centreY() - from.centreY()) * part,
                    width,
                    LABEL_HEIGHT);
            if (taken.stream().noneMatch(box::touches)) {
                return box;
            }
            best = best == null ? box : best;
        }
        return best == null ? from : best;
    }

    private Element card(Cluster cluster, Box box) {
        Element card = Svg.group("cluster")
                .add(
                        Svg.title(cluster.name() + ": "
                                + Numbers.count(cluster.nodes().size(), "node", "nodes")),
                        Svg.rect(box.x, box.y, box.width, box.height, "card").set("rx", 9));
        String size = Numbers.count(cluster.nodes().size(), "node", "nodes") + inner(cluster);
        double room = CARD_WIDTH - 34 - Labels.width(size, 11);
        card.add(
                Svg.text(box.x + 12, box.y + 23, Labels.fitting(cluster.name(), room, 13), "name"),
                Svg.text(box.x + CARD_WIDTH - 12, box.y + 23, size, "end"));
        int columns = columns(cluster);
        int rows = Math.ceilDiv(cluster.nodes().size(), columns);
        double column = (CARD_WIDTH - 18) / columns;
        for (int i = 0; i < cluster.nodes().size(); i++) {
            String node = cluster.nodes().get(i);
            int filled = i / rows;
            double x = box.x + 12 + column * filled;
            double y = box.y + CARD_HEAD + NODE_ROW * (i % rows) + 8;
            String shown = Labels.fitting(Labels.ofNode(cluster, node), column - 22, FONT);
            card.add(Element.of("g")
                    .add(Svg.title(node), Svg.circle(x + 4, y, 4, "node"), Svg.text(x + 14, y + 4, shown, "label")));
        }
        return card;
    }

    private String inner(Cluster cluster) {
        return links.stream()
                .filter(link -> link.from().equals(cluster.name()) && link.to().equals(cluster.name()))
                .findFirst()
                .map(link -> ", " + Numbers.millis(link.usualMillis()))
                .orElse("");
    }
}
