package io.replicator.simulator.report;

import io.replicator.simulator.report.Report.Cluster;
import java.util.List;

/** Many clusters as small cards in rows: each node is a dot. */
final class ClusterGrid {

    private static final double WIDTH = 1080;
    private static final double GAP = 8;
    private static final double FONT = 11;

    /** Room for the outermost lines. */
    private static final double EDGE = 1;

    /** More are not drawn; their number is said. */
    private static final int MOST_CLUSTERS = 400;

    private static final int MOST_DOTS = 60;

    /** Few clusters have room for larger cards. */
    private record Cell(int columns, double dotRadius, double dotStep) {

        static Cell forCount(int clusters) {
            return clusters <= 24 ? new Cell(6, 4.5, 14) : new Cell(10, 3, 8.2);
        }

        double width() {
            return (WIDTH - 2 * EDGE - GAP * (columns - 1)) / columns;
        }

        int dotsInRow() {
            return (int) ((width() - 18) / dotStep);
        }
    }

    private ClusterGrid() {}

    static Element draw(List<Cluster> all) {
        List<Cluster> clusters = all.subList(0, Math.min(all.size(), MOST_CLUSTERS));
        Cell cell = Cell.forCount(clusters.size());
        int largest = clusters.stream().mapToInt(c -> c.nodes().size()).max().orElse(0);
        int dotRows = Math.max(1, Math.ceilDiv(Math.min(largest, MOST_DOTS), cell.dotsInRow()));
        double cellHeight = 30 + dotRows * cell.dotStep() + 4;
        int rows = Math.ceilDiv(clusters.size(), cell.columns());
        // Where all are of one size, the section says so once, and the names have the room.
        boolean differ = clusters.stream().anyMatch(c -> c.nodes().size() != largest);
        double height = rows * (cellHeight + GAP) - GAP + 2;
        boolean more = all.size() > clusters.size();
        Element picture = Svg.picture(WIDTH, height + (more ? 24 : 0), "Network", Topology.summary(all));
        for (int i = 0; i < clusters.size(); i++) {
            double x = EDGE + (i % cell.columns()) * (cell.width() + GAP);
            int row = i / cell.columns();
            double y = EDGE + row * (cellHeight + GAP);
            picture.add(card(clusters.get(i), cell, differ, x, y, cellHeight));
        }
        return more
                ? picture.add(Svg.text(
                        0, height + 18, "and " + Numbers.count(all.size() - clusters.size()) + " more", "label"))
                : picture;
    }

    private static Element card(Cluster cluster, Cell cell, boolean count, double x, double y, double height) {
        int size = cluster.nodes().size();
        Element card = Svg.group("cluster")
                .add(
                        Svg.title(cluster.name() + ": " + Numbers.count(size, "node", "nodes")),
                        Svg.rect(x + 0.5, y, cell.width() - 1, height, "card").set("rx", 6));
        double room = cell.width() - 18;
        if (count) {
            String text = Numbers.count(size);
            room -= Labels.width(text, FONT) + 6;
            card.add(Svg.text(x + cell.width() - 9, y + 17, text, "end"));
        }
        card.add(Svg.text(x + 9, y + 17, Labels.fitting(cluster.name(), room, FONT), "label"));
        StringBuilder dots = new StringBuilder();
        for (int i = 0; i < Math.min(size, MOST_DOTS); i++) {
            double dotX = x + 9 + cell.dotRadius() + (i % cell.dotsInRow()) * cell.dotStep();
            int row = i / cell.dotsInRow();
            double dotY = y + 29 + row * cell.dotStep();
            // A line without length and with round ends is a dot in ten letters.
            dots.append(Svg.step('M', dotX, dotY)).append("h0");
        }
        return card.add(Svg.path(dots.toString(), "dots").set("stroke-width", 2 * cell.dotRadius()));
    }
}
