package io.replicator.simulator.focus;

import io.replicator.simulator.disk.DiskTiming;
import io.replicator.simulator.fault.Fault;
import io.replicator.simulator.fault.Ways;
import io.replicator.simulator.network.Delay;
import io.replicator.simulator.network.Topology;
import io.replicator.simulator.random.RandomStream;
import io.replicator.simulator.swarm.Plan;
import io.replicator.simulator.swarm.Run;
import io.replicator.simulator.swarm.Verdict;
import io.replicator.simulator.workload.Step;
import io.replicator.simulator.world.World;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A narrow swarm about reads: one node stores key after key, and another one, which does not vote, reads each of them over
 * and over. The proposals of the one and the answers to the other are slow, so that at any time there are answers on their
 * way which are older than the store. Five voters: of three, what a read takes for perhaps decided, every look at the key
 * would see as well.
 */
public final class LateReads {

    private static final int VOTERS = 5;
    private static final int READER = VOTERS;
    private static final int KEYS = 32;
    private static final int READS = 20;
    /** How long a key is the newest one; it is read three times as long. */
    private static final long KEY_MICROS = World.SECOND / 4;

    private static final long BAD_MICROS = KEYS * KEY_MICROS;
    private static final long LATEST_MICROS = World.SECOND / 2;
    private static final long PATIENCE_MICROS = 8 * World.SECOND;

    private LateReads() {}

    /**
     * The first seed that breaks a promise. Speaks in types of the JDK alone.
     *
     * @return the seed, the property and what was seen, separated by {@code |}; null if all seeds keep all promises
     */
    public static @Nullable String firstFailure(long firstSeed, int seeds) {
        for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
            Verdict verdict = Run.of(plan(seed));
            if (verdict.broken() != null) {
                return seed + "|" + verdict.broken().property() + "|"
                        + verdict.broken().getMessage();
            }
        }
        return null;
    }

    private static Plan plan(long seed) {
        RandomStream random = new RandomStream(seed);
        int writer = random.nextInt(VOTERS);
        Topology.Site cluster = new Topology.Site(Topology.name(0), VOTERS, 1);
        Topology topology = new Topology(List.of(cluster), List.of(List.of(Delay.exactly(250))));
        List<DiskTiming> disks = Collections.nCopies(topology.nodes(), DiskTiming.USUAL);
        return new Plan(seed, topology, false, disks, faults(random, writer), steps(random, writer), BAD_MICROS, false);
    }

    private static List<Fault> faults(RandomStream random, int writer) {
        long lateProposals = random.magnitude(2_000, LATEST_MICROS);
        long lateAnswers = random.magnitude(2_000, LATEST_MICROS);
        List<Fault> faults = new ArrayList<>();
        for (int voter = 0; voter < VOTERS; voter++) {
            faults.add(slow(writer, voter, lateProposals));
            faults.add(slow(voter, READER, lateAnswers));
        }
        return faults;
    }

    private static Fault slow(int from, int to, long extra) {
        return new Fault.Slow(0, BAD_MICROS, new Ways(List.of(from), List.of(to), false), extra);
    }

    private static List<Step> steps(RandomStream random, int writer) {
        List<Step> steps = new ArrayList<>();
        for (int key = 0; key < KEYS; key++) {
            long begin = key * KEY_MICROS;
            long at = begin + random.nextLong(KEY_MICROS);
            steps.add(new Step.Store(at, writer, key, key, key, true, PATIENCE_MICROS, -1));
            for (int i = 0; i < READS; i++) {
                steps.add(new Step.Read(begin + random.nextLong(3 * KEY_MICROS), READER, key, PATIENCE_MICROS));
            }
        }
        steps.removeIf(step -> step.at() >= BAD_MICROS);
        steps.sort(Comparator.comparingLong(Step::at));
        return steps;
    }
}
