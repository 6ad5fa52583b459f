package io.replicator.simulator.swarm;

import io.replicator.simulator.fault.Fault;
import io.replicator.simulator.network.Topology;
import io.replicator.simulator.workload.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Makes a failing plan small while it still fails alike: first its faults, then its steps, by delta debugging (Zeller,
 * Hildebrandt: Simplifying and isolating failure-inducing input, 2002; of its two tests the one that leaves a part out),
 * then its time, its network and the values of its faults, over and over until nothing gets smaller. Then no single fault
 * and no single step can be left out. Deterministic: a plan always shrinks to the same one. Shrinks one plan.
 */
public final class Shrinker {

    /** Runs after which it is content with what it has. */
    static final int MOST_RUNS = 1_500;

    /** A cluster with fewer could found no network. */
    private static final int LEAST_VOTERS = 3;
    /** By how much a bad time is made longer than it must be, at first. */
    private static final long FIRST_EXCESS_MICROS = 1_000;

    private final Plan from;
    private final Predicate<Plan> stillFails;
    private final Set<Plan> known = new HashSet<>();
    private volatile Plan smallest;
    private final AtomicInteger runs = new AtomicInteger();
    private volatile boolean stopped;

    /**
     * The smallest failing plan that was found.
     *
     * @param from the plan that it was made of
     * @param runs how many runs that took
     * @param complete whether it was tried to make it still smaller, in every way
     */
    public record Result(Plan from, Plan plan, int runs, boolean complete) {

        /** How far it got, for people. */
        public List<String> sentences() {
            return List.of(
                    count(from.faults().size(), "fault") + " -> "
                            + plan.faults().size(),
                    count(from.steps().size(), "client call") + " -> "
                            + plan.steps().size(),
                    count(from.topology().nodes(), "node") + " -> "
                            + plan.topology().nodes() + " (" + from.topology() + " -> " + plan.topology() + ")",
                    "bad time of " + millis(from) + " ms -> " + millis(plan) + " ms",
                    count(runs, "run")
                            + (complete
                                    ? "; no single fault or call can be left out"
                                    : "; ended early, more could perhaps be left out"));
        }

        private static String count(int number, String what) {
            return number + " " + what + (number == 1 ? "" : "s");
        }

        private static String millis(Plan plan) {
            return String.format(Locale.ROOT, "%.1f", plan.badMicros() / 1000.0);
        }
    }

    /**
     * @param plan fails
     * @param stillFails whether a plan fails in the way that is looked into
     */
    public Shrinker(Plan plan, Predicate<Plan> stillFails) {
        this.from = plan;
        this.smallest = plan;
        this.stillFails = stillFails;
    }

    /** Whether a plan breaks this property, and not another one. */
    public static Predicate<Plan> breaking(String property, Trial trial) {
        return plan -> {
            Verdict verdict = trial.run(plan);
            return verdict.broken() != null && verdict.broken().property().equals(property);
        };
    }

    /** How far it has got; may be asked by any thread. */
    public Result progress() {
        return new Result(from, smallest, runs.get(), false);
    }

    /** Ends it after the run that is under way, with what it has by then; may be called by any thread. */
    public void stop() {
        stopped = true;
    }

    /** The smallest plan found; the given one itself if nothing smaller fails. */
    public Result shrink() {
        Plan before;
        do {
            before = smallest;
            leaveOut(Plan::faults, Plan::withFaults);
            leaveOut(Plan::steps, Plan::withSteps);
            shorten();
            simplify();
            leaveOutNodes();
            simplifyFaults();
            simplifySteps();
        } while (!smallest.equals(before) && !isOver());
        return new Result(from, smallest, runs.get(), !isOver());
    }

    private boolean isOver() {
        return stopped || runs.get() >= MOST_RUNS;
    }

    /** Goes on with a plan if it fails, and has not been tried before. */
    private boolean take(Plan smaller) {
        if (isOver() || smaller.equals(smallest) || !known.add(smaller)) {
            return false;
        }
        runs.incrementAndGet();
        boolean fails = stillFails.test(smaller);
        if (fails) {
            smallest = smaller;
        }
        return fails;
    }

    // ---- Faults and steps.

    /** Leaves out ever smaller parts of a list, as long as the rest still fails; in the end, single elements. */
    private <A> void leaveOut(Function<Plan, List<A>> of, BiFunction<Plan, List<A>, Plan> with) {
        if (take(with.apply(smallest, List.of()))) {
            return;
        }
        int part = Math.max(1, of.apply(smallest).size() / 2);
        boolean again = true;
        while (again) {
            boolean removed = leaveOutParts(part, of, with);
            again = part > 1 || removed;
            part = Math.max(1, part / 2);
        }
    }

    private <A> boolean leaveOutParts(int part, Function<Plan, List<A>> of, BiFunction<Plan, List<A>, Plan> with) {
        boolean removed = false;
        int begin = 0;
        while (begin < of.apply(smallest).size()) {
            List<A> rest = new ArrayList<>(of.apply(smallest));
            rest.subList(begin, Math.min(rest.size(), begin + part)).clear();
            if (take(with.apply(smallest, rest))) {
                removed = true;
            } else {
                begin += part;
            }
        }
        return removed;
    }

    private void simplifyFaults() {
        for (int i = 0; i < smallest.faults().size(); i++) {
            simplifyFault(i);
        }
    }

    private void simplifyFault(int place) {
        List<Fault> simpler = SimplerFault.of(smallest.faults().get(place));
        for (int i = 0; i < simpler.size(); i++) {
            List<Fault> faults = new ArrayList<>(smallest.faults());
            faults.set(place, simpler.get(i));
            if (take(smallest.withFaults(faults))) {
                simpler = SimplerFault.of(simpler.get(i));
                i = -1;
            }
        }
    }

    /** Clients that wait for their answers are simpler than those that hang up. */
    private void simplifySteps() {
        for (int i = 0; i < smallest.steps().size(); i++) {
            if (smallest.steps().get(i) instanceof Step.Store store && store.hangUpAfter() >= 0) {
                List<Step> steps = new ArrayList<>(smallest.steps());
                steps.set(i, store.waiting());
                take(smallest.withSteps(steps));
            }
        }
    }

    // ---- Time and the world as a whole.

    /** Ends the bad time as soon after its last event as it still fails. */
    private void shorten() {
        long last = Math.max(
                smallest.faults().stream().mapToLong(Fault::at).max().orElse(0),
                smallest.steps().stream().mapToLong(Step::at).max().orElse(0));
        long bad = last + 1;
        long excess = FIRST_EXCESS_MICROS;
        while (bad < smallest.badMicros() && !take(smallest.withBadMicros(bad))) {
            bad = last + excess;
            excess *= 2;
        }
    }

    private void simplify() {
        List<UnaryOperator<Plan>> simpler =
                List.of(Plan::withoutAbsence, Plan::founded, Plan::withUsualDisks, Plan::withExactDelays);
        for (UnaryOperator<Plan> way : simpler) {
            take(way.apply(smallest));
        }
    }

    // ---- Nodes.

    /** Clusters first, then learners, then voters that a cluster can do without; the last ones first. */
    private void leaveOutNodes() {
        for (int cluster = smallest.topology().clusters().size() - 1; cluster >= 0; cluster--) {
            if (smallest.topology().clusters().size() > 1) {
                take(FewerNodes.withoutCluster(smallest, cluster));
            }
        }
        for (int node = smallest.topology().nodes() - 1; node >= 0; node--) {
            if (FewerNodes.isLearner(smallest.topology(), node)) {
                take(FewerNodes.withoutNode(smallest, node));
            }
        }
        for (int node = smallest.topology().nodes() - 1; node >= 0; node--) {
            Topology topology = smallest.topology();
            int cluster = topology.clusterOfNodes()[node];
            boolean isVoter = !FewerNodes.isLearner(topology, node);
            if (isVoter && topology.clusters().get(cluster).voters() > LEAST_VOTERS) {
                take(FewerNodes.withoutNode(smallest, node));
            }
        }
    }
}
