package io.replicator.simulator.swarm;

import io.replicator.simulator.fault.Fault;
import io.replicator.simulator.fault.Ways;
import io.replicator.simulator.workload.Step;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What becomes of faults and steps when some nodes are left out and the others count anew. */
final class Renumbering {

    private static final int GONE = -1;

    private final int[] numbers;

    Renumbering(int nodes, Set<Integer> gone) {
        this.numbers = new int[nodes];
        int next = 0;
        for (int node = 0; node < nodes; node++) {
            numbers[node] = gone.contains(node) ? GONE : next++;
        }
    }

    private int of(int node) {
        return numbers[node];
    }

    private boolean isGone(int node) {
        return numbers[node] == GONE;
    }

    private Ways of(Ways ways) {
        return new Ways(left(ways.from()), left(ways.to()), ways.back());
    }

    private List<Integer> left(List<Integer> nodes) {
        return nodes.stream().map(this::of).filter(node -> node != GONE).toList();
    }

    /** The fault as it is then; empty if it concerned a node that is gone. */
    Optional<Fault> apply(Fault fault) {
        return Optional.ofNullable(
                switch (fault) {
                    case Fault.Crash f ->
                        isGone(f.node())
                                ? null
                                : new Fault.Crash(
                                        f.at(),
                                        of(f.node()),
                                        f.death(),
                                        f.survivingPerMille(),
                                        f.downFor(),
                                        f.noticedAfter());
                    case Fault.CrashAtMoment f ->
                        isGone(f.node())
                                ? null
                                : new Fault.CrashAtMoment(
                                        f.at(),
                                        of(f.node()),
                                        f.moment(),
                                        f.times(),
                                        f.survivingPerMille(),
                                        f.downFor());
                    case Fault.Pause f -> isGone(f.node()) ? null : new Fault.Pause(f.at(), of(f.node()), f.micros());
                    case Fault.Wipe f -> isGone(f.node()) ? null : new Fault.Wipe(f.at(), of(f.node()), f.downFor());
                    case Fault.Cut f -> new Fault.Cut(f.at(), f.micros(), of(f.ways()), f.noticedAfter());
                    case Fault.Flap f -> new Fault.Flap(f.at(), f.micros(), f.period(), of(f.ways()));
                    case Fault.Slow f -> new Fault.Slow(f.at(), f.micros(), of(f.ways()), f.extra());
                    case Fault.Spoil f ->
                        new Fault.Spoil(f.at(), f.micros(), of(f.ways()), f.lostPerMille(), f.repeatedPerMille());
                    case Fault.SlowDisk f ->
                        isGone(f.node()) ? null : new Fault.SlowDisk(f.at(), f.micros(), of(f.node()), f.timing());
                    case Fault.FailSync f ->
                        isGone(f.node()) ? null : new Fault.FailSync(f.at(), of(f.node()), f.downFor());
                    case Fault.FullDisk f ->
                        isGone(f.node()) ? null : new Fault.FullDisk(f.at(), f.micros(), of(f.node()));
                    case Fault.JumpClock f ->
                        isGone(f.node()) ? null : new Fault.JumpClock(f.at(), of(f.node()), f.micros());
                    case Fault.SkewClock f ->
                        isGone(f.node()) ? null : new Fault.SkewClock(f.at(), of(f.node()), f.partsPerMillion());
                });
    }

    /** The step as it is then: a client of a node that is gone asks another one. */
    Step apply(Step step) {
        int left = (int) Arrays.stream(numbers).filter(number -> number != GONE).count();
        int node = isGone(step.node()) ? step.node() % left : of(step.node());
        return switch (step) {
            case Step.Store s ->
                new Step.Store(
                        s.at(),
                        node,
                        s.key(),
                        s.value(),
                        s.transaction(),
                        s.ownTransaction(),
                        s.timeout(),
                        s.hangUpAfter());
            case Step.Read s -> new Step.Read(s.at(), node, s.key(), s.timeout());
            case Step.Await s -> new Step.Await(s.at(), node, s.key(), s.timeout());
            case Step.StaleRead s -> new Step.StaleRead(s.at(), node, s.key());
        };
    }
}
