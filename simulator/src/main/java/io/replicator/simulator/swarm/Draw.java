package io.replicator.simulator.swarm;

import io.replicator.simulator.disk.DiskTiming;
import io.replicator.simulator.fault.Fault;
import io.replicator.simulator.fault.FaultKind;
import io.replicator.simulator.network.Delay;
import io.replicator.simulator.network.Topology;
import io.replicator.simulator.random.RandomStream;
import io.replicator.simulator.workload.Step;
import io.replicator.simulator.world.World;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Draws a plan from a seed. Each seed has its own network, its own kinds of faults and its own rates (swarm testing:
 * Groce et al., Swarm Testing, 2012): combinations that are rare when everything may happen at once occur when most of it
 * does not.
 */
public final class Draw {

    /** What kind of world a seed is, before anything else. */
    private enum Weather {
        /** Contention alone. */
        CALM,
        /** Some of the faults, for some of the time. */
        MIXED,
        /** Nodes that end and are back at once, over and over, while all fight for the same keys over slow ways. */
        STORM
    }

    private final long seed;
    private final SwarmSettings settings;
    private final RandomStream random;
    private final Weather weather;

    private Draw(long seed, SwarmSettings settings) {
        this.seed = seed;
        this.settings = settings;
        this.random = new RandomStream(seed);
        int kind = random.nextInt(10);
        this.weather = settings.faults().isEmpty() || kind == 0
                ? Weather.CALM
                : kind < 4 && settings.faults().contains(FaultKind.CRASH) ? Weather.STORM : Weather.MIXED;
    }

    /** The plan of a seed: the same for the same seed and settings. */
    public static Plan plan(long seed, SwarmSettings settings) {
        return new Draw(seed, settings).plan();
    }

    private Plan plan() {
        RandomStream layout = random.fork(1);
        Topology topology = settings.topology() == null ? topology(layout) : settings.topology();
        long bad = settings.badMicros() > 0 ? settings.badMicros() : layout.magnitude(World.SECOND, 12 * World.SECOND);
        boolean foundsItself = layout.chance(60) && settings.topology() == null;
        List<DiskTiming> disks =
                IntStream.range(0, topology.nodes()).mapToObj(_ -> disk(layout)).toList();
        Set<FaultKind> kinds = kinds(random.fork(2), foundsItself);
        List<Fault> faults = new FaultDraw(
                        random.fork(3), topology, bad, settings.faults(), kinds, weather == Weather.STORM)
                .faults();
        List<Step> steps = new StepDraw(random.fork(4), topology.nodes(), bad, weather == Weather.STORM).steps();
        return new Plan(
                seed,
                topology,
                foundsItself,
                disks,
                faults,
                steps,
                bad,
                random.fork(5).chance(500));
    }

    private Topology topology(RandomStream layout) {
        int clusters = List.of(1, 1, 1, 2, 2, 2, 3, 3, 3, 4, 5).get(layout.nextInt(11));
        boolean large = layout.chance(120);
        List<Topology.Site> sites = new ArrayList<>();
        for (int cluster = 0; cluster < clusters; cluster++) {
            int voters = large ? layout.between(3, 7) : layout.chance(250) ? layout.between(3, 5) : 3;
            int learners = layout.chance(80) ? layout.between(1, 2) : 0;
            sites.add(new Topology.Site(Topology.name(cluster), voters, learners));
        }
        return new Topology(sites, delays(layout, clusters));
    }

    private static List<List<Delay>> delays(RandomStream layout, int clusters) {
        boolean exact = layout.chance(150);
        long apart = layout.magnitude(300, 150_000);
        Delay near = exact ? Delay.exactly(250) : Delay.LAN;
        List<List<Delay>> delays = new ArrayList<>();
        for (int from = 0; from < clusters; from++) {
            List<Delay> row = new ArrayList<>();
            for (int to = 0; to < clusters; to++) {
                long far = exact ? apart : apart / 2 + layout.nextLong(apart);
                row.add(from == to ? near : exact ? Delay.exactly(far) : Delay.wan(far));
            }
            delays.add(row);
        }
        return delays;
    }

    private static DiskTiming disk(RandomStream layout) {
        return layout.chance(300)
                ? new DiskTiming(10 + layout.nextLong(5000), 50 + layout.nextLong(5000), layout.nextLong(1000))
                : new DiskTiming(20, 200, 100);
    }

    private Set<FaultKind> kinds(RandomStream choice, boolean foundsItself) {
        Set<FaultKind> kinds = EnumSet.noneOf(FaultKind.class);
        if (weather == Weather.CALM) {
            return kinds;
        }
        // As many as not: of each two kinds, one seed in four has both and one in four has neither.
        settings.faults().stream()
                .sorted(Comparator.naturalOrder())
                .filter(_ -> choice.chance(500))
                .forEach(kinds::add);
        if (kinds.isEmpty()) {
            kinds.addAll(settings.faults());
        }
        if (foundsItself) {
            // A voter that loses its disk while the network is founded could leave it without a majority.
            kinds.remove(FaultKind.WIPE);
        }
        return kinds;
    }
}
