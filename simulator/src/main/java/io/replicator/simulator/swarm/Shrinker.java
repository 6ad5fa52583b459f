package io.replicator.simulator.swarm;

import io.replicator.simulator.fault.Fault;
import io.replicator.simulator.network.Delay;
import io.replicator.simulator.network.Topology;
import io.replicator.simulator.workload.Step;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Predicate;

/**
 * Makes a failing plan small while it still fails alike: first its faults, then its steps, by delta debugging (Zeller,
 * Hildebrandt: Simplifying and isolating failure-inducing input, 2002), then what is left, over and over until nothing gets
 * smaller. Deterministic: a plan always shrinks to the same one.
 */
public final class Shrinker {

    /** Runs after which it is content with what it has. */
    static final int MOST_RUNS = 1_500;

    private final Predicate<Plan> stillFails;
    private int runs;

    /** The smallest failing plan that was found, and how many runs that took. */
    public record Result(Plan plan, int runs) {

        /** How far it got, for people. */
        public List<String> sentences(Plan from) {
            return List.of(
                    "faults: " + from.faults().size() + " -> " + plan.faults().size(),
                    "client calls: " + from.steps().size() + " -> "
                            + plan.steps().size(),
                    "nodes: " + from.topology() + " -> " + plan.topology(),
                    "bad time: " + from.badMicros() / 1000 + " ms -> " + plan.badMicros() / 1000 + " ms",
                    "found in " + runs + " runs");
        }
    }

    /**
     * @param stillFails whether a plan fails in the way that is looked into
     */
    public Shrinker(Predicate<Plan> stillFails) {
        this.stillFails = stillFails;
    }

    /** Shrinks a plan that breaks a property to one that breaks the same property. */
    public static Result shrink(Plan plan, String property) {
        return new Shrinker(smaller -> {
                    Verdict verdict = Run.of(smaller);
                    return verdict.broken() != null
                            && verdict.broken().property().equals(property);
                })
                .shrink(plan);
    }

    /** The smallest plan found; the given one itself if nothing smaller fails. */
    public Result shrink(Plan plan) {
        Plan smallest = plan;
        Plan before;
        do {
            before = smallest;
            smallest = fewer(smallest, smallest.faults(), Plan::withFaults);
            smallest = fewer(smallest, smallest.steps(), Plan::withSteps);
            smallest = shorter(smallest);
            smallest = simpler(smallest);
            smallest = fewerClusters(smallest);
        } while (!smallest.equals(before) && runs < MOST_RUNS);
        return new Result(smallest, runs);
    }

    private boolean fails(Plan plan) {
        if (runs >= MOST_RUNS) {
            return false;
        }
        runs++;
        return stillFails.test(plan);
    }

    /** Takes out ever smaller parts of a list, as long as the rest still fails. */
    private <A> Plan fewer(Plan plan, List<A> all, BiFunction<Plan, List<A>, Plan> with) {
        if (all.isEmpty()) {
            return plan;
        }
        Plan none = with.apply(plan, List.of());
        if (fails(none)) {
            return none;
        }
        Plan smallest = plan;
        List<A> left = all;
        int part = Math.max(1, left.size() / 2);
        while (true) {
            boolean removed = false;
            for (int from = 0; from < left.size(); ) {
                List<A> rest = new ArrayList<>(left);
                rest.subList(from, Math.min(left.size(), from + part)).clear();
                Plan smaller = with.apply(plan, rest);
                if (fails(smaller)) {
                    left = rest;
                    smallest = smaller;
                    removed = true;
                } else {
                    from += part;
                }
            }
            if (part == 1 && !removed) {
                return smallest;
            }
            part = Math.max(1, part / 2);
        }
    }

    private Plan shorter(Plan plan) {
        Plan smallest = plan;
        for (int i = 0; i < 8; i++) {
            Plan half = smallest.withBadMicros(Math.max(1, smallest.badMicros() / 2));
            if (half.equals(smallest) || !fails(half)) {
                break;
            }
            smallest = half;
        }
        return smallest;
    }

    private Plan simpler(Plan plan) {
        Plan smallest = plan;
        for (Plan simpler : List.of(smallest.withoutAbsence(), smallest.withUsualDisks())) {
            if (!simpler.equals(smallest) && fails(simpler)) {
                smallest = simpler;
            }
        }
        return smallest;
    }

    // ---- Nodes.

    private Plan fewerClusters(Plan plan) {
        Plan smallest = plan;
        for (int cluster = plan.topology().clusters().size() - 1; cluster >= 0; cluster--) {
            if (smallest.topology().clusters().size() > 1) {
                Plan without = withoutNodes(
                        smallest, withoutCluster(smallest.topology(), cluster), nodesOf(smallest, cluster));
                if (fails(without)) {
                    smallest = without;
                    continue;
                }
            }
            Topology.Site site = smallest.topology().clusters().get(cluster);
            if (site.learners() > 0 || site.voters() > 3) {
                Topology.Site least = new Topology.Site(site.name(), Math.min(3, site.voters()), 0);
                List<Integer> nodes = nodesOf(smallest, cluster);
                Plan fewer = withoutNodes(
                        smallest,
                        with(smallest.topology(), cluster, least),
                        nodes.subList(least.nodes(), nodes.size()));
                if (fails(fewer)) {
                    smallest = fewer;
                }
            }
        }
        return smallest;
    }

    private static List<Integer> nodesOf(Plan plan, int cluster) {
        int[] clusters = plan.topology().clusterOfNodes();
        List<Integer> nodes = new ArrayList<>();
        for (int node = 0; node < clusters.length; node++) {
            if (clusters[node] == cluster) {
                nodes.add(node);
            }
        }
        return nodes;
    }

    private static Topology withoutCluster(Topology topology, int cluster) {
        List<Topology.Site> sites = new ArrayList<>(topology.clusters());
        sites.remove(cluster);
        List<List<Delay>> delays = new ArrayList<>();
        for (List<Delay> row : topology.delays()) {
            List<Delay> shorter = new ArrayList<>(row);
            shorter.remove(cluster);
            delays.add(shorter);
        }
        delays.remove(cluster);
        return new Topology(sites, delays);
    }

    private static Topology with(Topology topology, int cluster, Topology.Site site) {
        List<Topology.Site> sites = new ArrayList<>(topology.clusters());
        sites.set(cluster, site);
        return new Topology(sites, topology.delays());
    }

    /** Leaves out what concerns these nodes, and counts the others anew. */
    private static Plan withoutNodes(Plan plan, Topology topology, List<Integer> gone) {
        Renumbering renumbering = new Renumbering(plan.topology().nodes(), gone);
        List<Fault> faults = new ArrayList<>();
        plan.faults().forEach(fault -> renumbering.apply(fault).ifPresent(faults::add));
        List<Step> steps = plan.steps().stream().map(renumbering::apply).toList();
        return new Plan(
                plan.seed(),
                topology,
                plan.foundsItself(),
                plan.disks().subList(0, topology.nodes()),
                faults,
                steps,
                plan.badMicros(),
                plan.absence());
    }
}
