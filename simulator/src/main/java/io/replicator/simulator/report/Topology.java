package io.replicator.simulator.report;

import io.replicator.simulator.report.Report.Cluster;
import io.replicator.simulator.report.Report.Link;
import java.util.IntSummaryStatistics;
import java.util.List;

/** The section about the network: a drawing, and the delays as figures. */
final class Topology {

    /** From more clusters, with links from each to each, a drawing would be a ball of wool. */
    private static final int MOST_IN_RING = 6;

    /** From more nodes in one cluster, the ring's cards no longer fit beside each other. */
    private static final int MOST_NODES_IN_RING = 20;

    private Topology() {}

    static Element section(List<Cluster> clusters, List<Link> links) {
        Element section = Html.section("topology", "Network");
        if (!clusters.isEmpty()) {
            section.add(Html.note(summary(clusters)));
            boolean ring = clusters.size() <= MOST_IN_RING
                    && clusters.stream().allMatch(c -> c.nodes().size() <= MOST_NODES_IN_RING);
            Element drawing =
                    ring ? new ClusterRing(clusters, links).draw(summary(clusters)) : ClusterGrid.draw(clusters);
            section.add(Html.scrolling("Drawing of the network", drawing));
        }
        return links.isEmpty() ? section : section.add(new LinkMatrix(clusters, links).show());
    }

    static String summary(List<Cluster> clusters) {
        IntSummaryStatistics sizes =
                clusters.stream().mapToInt(c -> c.nodes().size()).summaryStatistics();
        String each = sizes.getMin() == sizes.getMax()
                ? Numbers.count(sizes.getMin(), "node", "nodes")
                : sizes.getMin() + " to " + Numbers.count(sizes.getMax(), "node", "nodes");
        return clusters.size() == 1
                ? "One cluster of " + each + "."
                : Numbers.count(clusters.size()) + " clusters of " + each + ": "
                        + Numbers.count(sizes.getSum(), "node", "nodes") + " in all.";
    }
}
