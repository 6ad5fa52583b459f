package io.replicator.simulator.swarm;

import io.replicator.simulator.disk.Death;
import io.replicator.simulator.disk.DiskTiming;
import io.replicator.simulator.disk.Moment;
import io.replicator.simulator.fault.Fault;
import io.replicator.simulator.fault.FaultKind;
import io.replicator.simulator.fault.Ways;
import io.replicator.simulator.network.Topology;
import io.replicator.simulator.random.RandomStream;
import io.replicator.simulator.world.World;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;

/** Draws the faults of a plan. */
final class FaultDraw {

    private static final int MOST_FAULTS = 48;
    private static final List<Moment> MOMENTS = List.of(Moment.values());
    private static final int MOST_STRIKES = 160;

    private final RandomStream random;
    private final Topology topology;
    private final int nodes;
    private final int[] clusters;
    private final long bad;
    private final Set<FaultKind> allowed;
    private final List<FaultKind> kinds;
    private final boolean storm;
    /** How long faults last, at most: a rate of the seed. */
    private final long longest;

    /**
     * @param allowed the kinds that any seed may have
     * @param kinds those that this one has
     * @param storm whether it has crashes over slow ways besides, as far as they are allowed
     */
    FaultDraw(
            RandomStream random,
            Topology topology,
            long bad,
            Set<FaultKind> allowed,
            Set<FaultKind> kinds,
            boolean storm) {
        this.random = random;
        this.topology = topology;
        this.nodes = topology.nodes();
        this.clusters = topology.clusterOfNodes();
        this.bad = bad;
        this.allowed = allowed;
        this.kinds = kinds.stream().sorted().toList();
        this.storm = storm;
        this.longest = random.magnitude(World.SECOND / 20, bad);
    }

    List<Fault> faults() {
        List<Fault> faults = new ArrayList<>();
        if (storm) {
            strikes(faults);
        }
        if (!kinds.isEmpty()) {
            int count = (int) random.magnitude(1, MOST_FAULTS);
            for (int i = 0; i < count; i++) {
                FaultKind kind = kinds.get(random.nextInt(kinds.size()));
                if (kind != FaultKind.WIPE) {
                    faults.add(fault(kind));
                }
            }
            everywhere(faults);
            if (kinds.contains(FaultKind.WIPE)) {
                wipe(faults);
            }
        }
        faults.sort(Comparator.comparingLong(Fault::at));
        return faults;
    }

    /** Crashes and quick restarts over slow ways, with the sessions as they were. */
    private void strikes(List<Fault> faults) {
        long between = random.magnitude(5_000, 200_000);
        long at = 0;
        for (int i = 0; i < MOST_STRIKES && at < bad; i++) {
            at += random.nextLong(2 * between);
            if (at < bad) {
                faults.add(new Fault.Crash(
                        at, node(), death(), random.nextInt(1001), Math.min(random.nextLong(15_000), bad - at), -1));
            }
        }
        Fault slow = new Fault.Slow(0, bad, all(), random.magnitude(1_000, 150_000));
        if (allowed.contains(FaultKind.SLOW)) {
            faults.add(slow);
        }
        if (random.chance(300) && allowed.contains(FaultKind.SPOIL)) {
            faults.add(new Fault.Spoil(0, bad, all(), random.nextInt(150), random.nextInt(100)));
        }
    }

    /** What spoils all ways all the time, if the seed has it. */
    private void everywhere(List<Fault> faults) {
        if (kinds.contains(FaultKind.SPOIL) && random.chance(500)) {
            faults.add(new Fault.Spoil(0, bad, all(), random.nextInt(150), random.nextInt(100)));
        }
        if (kinds.contains(FaultKind.SLOW) && random.chance(500)) {
            faults.add(new Fault.Slow(0, bad, all(), random.magnitude(500, 80_000)));
        }
    }

    /** At most one voter of each cluster loses its disk for good, and only where a majority is left without it. */
    private void wipe(List<Fault> faults) {
        int first = 0;
        for (Topology.Site site : topology.clusters()) {
            if (random.chance(300)) {
                long at = random.nextLong(bad);
                faults.add(new Fault.Wipe(at, first + random.nextInt(site.voters()), upTo(at)));
            }
            first += site.nodes();
        }
    }

    private Fault fault(FaultKind kind) {
        long at = random.nextLong(bad);
        long micros = upTo(at);
        return switch (kind) {
            case CRASH -> new Fault.Crash(at, node(), death(), random.nextInt(1001), micros, noticed());
            case MOMENT ->
                new Fault.CrashAtMoment(
                        at,
                        node(),
                        MOMENTS.get(random.nextInt(MOMENTS.size())),
                        (int) random.magnitude(1, 30),
                        random.nextInt(1001),
                        micros);
            case PAUSE -> new Fault.Pause(at, node(), micros);
            case WIPE -> new Fault.Wipe(at, node(), micros);
            case CUT -> new Fault.Cut(at, micros, ways(), noticed());
            case FLAP -> new Fault.Flap(at, micros, random.magnitude(2_000, World.SECOND), ways());
            case SLOW -> new Fault.Slow(at, micros, ways(), random.magnitude(1_000, 2 * World.SECOND));
            case SPOIL -> new Fault.Spoil(at, micros, ways(), random.nextInt(900), random.nextInt(300));
            case SLOW_DISK ->
                new Fault.SlowDisk(
                        at,
                        micros,
                        node(),
                        new DiskTiming(random.magnitude(100, 50_000), random.magnitude(1_000, World.SECOND), 1_000));
            case FAIL_SYNC -> new Fault.FailSync(at, node(), micros);
            case FULL_DISK -> new Fault.FullDisk(at, micros, node());
            case CLOCK ->
                random.chance(500)
                        ? new Fault.JumpClock(at, node(), sign() * random.magnitude(1_000, 3 * World.SECOND))
                        : new Fault.SkewClock(at, node(), sign() * random.nextLong(50_000));
        };
    }

    private long upTo(long at) {
        return Math.min(random.nextLong(longest) + 1, bad - at);
    }

    private int node() {
        return random.nextInt(nodes);
    }

    private Death death() {
        return random.chance(500) ? Death.KILL : Death.POWER_LOSS;
    }

    private long noticed() {
        return random.chance(500) ? random.magnitude(1_000, 2 * World.SECOND) : -1;
    }

    private int sign() {
        return random.chance(500) ? 1 : -1;
    }

    private Ways all() {
        List<Integer> everybody = IntStream.range(0, nodes).boxed().toList();
        return new Ways(everybody, everybody, false);
    }

    /** Ways of a node, of a cluster, between halves, between random sets, or between two nodes; mostly both ways. */
    private Ways ways() {
        boolean back = random.chance(650);
        return switch (random.nextInt(5)) {
            case 0 -> {
                int node = node();
                yield apart(back, i -> i == node);
            }
            case 1 -> {
                int cluster = random.nextInt(topology.clusters().size());
                yield apart(back, i -> clusters[i] == cluster);
            }
            case 2 -> {
                int half = random.nextInt(nodes);
                yield apart(back, i -> (i + half) % nodes < nodes / 2);
            }
            case 3 -> {
                long set = random.nextLong();
                yield apart(back, i -> (set >> i % Long.SIZE & 1) != 0);
            }
            default -> new Ways(List.of(node()), List.of(node()), back);
        };
    }

    private Ways apart(boolean back, IntPredicate one) {
        List<Integer> in = IntStream.range(0, nodes).filter(one).boxed().toList();
        List<Integer> out =
                IntStream.range(0, nodes).filter(one.negate()).boxed().toList();
        return random.chance(500) ? new Ways(in, out, back) : new Ways(out, in, back);
    }
}
