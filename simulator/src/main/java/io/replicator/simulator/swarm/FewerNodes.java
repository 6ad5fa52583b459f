package io.replicator.simulator.swarm;

import io.replicator.simulator.disk.DiskTiming;
import io.replicator.simulator.fault.Fault;
import io.replicator.simulator.network.Delay;
import io.replicator.simulator.network.Topology;
import io.replicator.simulator.workload.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Plans with fewer nodes: what concerns the nodes that are gone is left out, and their clients ask others. */
final class FewerNodes {

    private FewerNodes() {}

    /** Whether a node does not vote: in each cluster, voters come first. */
    static boolean isLearner(Topology topology, int node) {
        int cluster = topology.clusterOfNodes()[node];
        return node - first(topology, cluster)
                >= topology.clusters().get(cluster).voters();
    }

    /** The first node of a cluster. */
    private static int first(Topology topology, int cluster) {
        return topology.clusters().subList(0, cluster).stream()
                .mapToInt(Topology.Site::nodes)
                .sum();
    }

    static Plan withoutCluster(Plan plan, int cluster) {
        Topology topology = plan.topology();
        List<Topology.Site> sites = without(topology.clusters(), cluster);
        List<List<Delay>> delays = without(topology.delays(), cluster).stream()
                .map(row -> without(row, cluster))
                .toList();
        int first = first(topology, cluster);
        Set<Integer> gone = IntStream.range(
                        first, first + topology.clusters().get(cluster).nodes())
                .boxed()
                .collect(Collectors.toSet());
        return without(plan, new Topology(sites, delays), gone);
    }

    static Plan withoutNode(Plan plan, int node) {
        Topology topology = plan.topology();
        int cluster = topology.clusterOfNodes()[node];
        Topology.Site site = topology.clusters().get(cluster);
        List<Topology.Site> sites = new ArrayList<>(topology.clusters());
        sites.set(
                cluster,
                isLearner(topology, node)
                        ? new Topology.Site(site.name(), site.voters(), site.learners() - 1)
                        : new Topology.Site(site.name(), site.voters() - 1, site.learners()));
        return without(plan, new Topology(sites, topology.delays()), Set.of(node));
    }

    private static Plan without(Plan plan, Topology topology, Set<Integer> gone) {
        Renumbering renumbering = new Renumbering(plan.topology().nodes(), gone);
        List<Fault> faults = new ArrayList<>();
        plan.faults().forEach(fault -> renumbering.apply(fault).ifPresent(faults::add));
        List<Step> steps = plan.steps().stream().map(renumbering::apply).toList();
        List<DiskTiming> disks = IntStream.range(0, plan.topology().nodes())
                .filter(node -> !gone.contains(node))
                .mapToObj(plan.disks()::get)
                .toList();
        return new Plan(
                plan.seed(), topology, plan.foundsItself(), disks, faults, steps, plan.badMicros(), plan.absence());
    }

    private static <A> List<A> without(List<A> all, int place) {
        List<A> rest = new ArrayList<>(all);
        rest.remove(place);
        return rest;
    }
}
