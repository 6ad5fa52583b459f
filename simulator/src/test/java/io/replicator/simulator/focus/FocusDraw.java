package io.replicator.simulator.focus;

import io.replicator.simulator.disk.Death;
import io.replicator.simulator.disk.DiskTiming;
import io.replicator.simulator.fault.Fault;
import io.replicator.simulator.fault.Ways;
import io.replicator.simulator.network.Delay;
import io.replicator.simulator.network.Topology;
import io.replicator.simulator.random.RandomStream;
import io.replicator.simulator.swarm.Plan;
import io.replicator.simulator.workload.Step;
import io.replicator.simulator.world.World;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;

/** Draws the plan of a focus: one cluster, and new keys that are fought for one after another. */
final class FocusDraw {

    private static final long NEAR = 250;
    private static final long PATIENCE = 8 * World.SECOND;

    private final long seed;
    private final RandomStream random;
    private final int voters;
    private final int nodes;
    private final List<Fault> faults = new ArrayList<>();
    private final List<Step> steps = new ArrayList<>();
    private long bad;
    private int transactions;

    FocusDraw(long seed, int voters, int learners) {
        this.seed = seed;
        this.random = new RandomStream(seed);
        this.voters = voters;
        this.nodes = voters + learners;
    }

    Plan plan() {
        Topology.Site cluster = new Topology.Site(Topology.name(0), voters, nodes - voters);
        Topology topology = new Topology(List.of(cluster), List.of(List.of(Delay.exactly(NEAR))));
        faults.sort(Comparator.comparingLong(Fault::at));
        steps.sort(Comparator.comparingLong(Step::at));
        List<DiskTiming> disks = Collections.nCopies(nodes, DiskTiming.USUAL);
        return new Plan(seed, topology, false, disks, faults, steps, bad, false);
    }

    void disputes() {
        bad = 10 * World.SECOND;
        long slowest = random.magnitude(5_000, 2 * World.SECOND);
        int mostLost = random.between(100, 700);
        for (int learner = voters; learner < nodes; learner++) {
            for (int voter = 0; voter < voters; voter++) {
                spoil(learner, voter, random.nextInt(mostLost), random.magnitude(1_000, slowest));
                spoil(voter, learner, random.nextInt(mostLost), random.magnitude(1_000, slowest));
            }
        }
        long each = World.SECOND / 20;
        for (int key = 0; key * each < bad; key++) {
            int stores = random.between(2, 4);
            for (int i = 0; i < stores; i++) {
                long at = key * each + random.magnitude(1, 2 * World.SECOND);
                store(at, learner(), key, transactions++);
            }
        }
    }

    void lateReads() {
        bad = 8 * World.SECOND;
        int writer = random.nextInt(voters);
        int reader = nodes - 1;
        long latestProposal = random.magnitude(2_000, World.SECOND / 2);
        long latestAnswer = random.magnitude(2_000, World.SECOND / 2);
        for (int voter = 0; voter < voters; voter++) {
            spoil(writer, voter, 0, latestProposal);
            spoil(voter, reader, 0, latestAnswer);
        }
        long each = World.SECOND / 4;
        for (int key = 0; key * each < bad; key++) {
            store(key * each + random.nextLong(each), writer, key, transactions++);
            for (int i = 0; i < 20; i++) {
                read(key * each + random.nextLong(3 * each), reader, key);
            }
        }
    }

    void restarts() {
        bad = 10 * World.SECOND;
        int mostLost = random.between(100, 800);
        long slowest = random.magnitude(1_000, World.SECOND);
        long life = random.magnitude(50_000, 2 * World.SECOND);
        for (int learner = voters; learner < nodes; learner++) {
            for (int voter = 0; voter < voters; voter++) {
                spoil(learner, voter, random.nextInt(mostLost), random.magnitude(1_000, slowest));
            }
            for (long at = random.nextLong(life); at < bad; at += 1 + random.nextLong(2 * life)) {
                faults.add(new Fault.Crash(at, learner, Death.KILL, 0, random.nextLong(5_000), -1));
            }
        }
        long each = World.SECOND;
        for (int key = 0; key * each < bad; key++) {
            store(key * each, random.nextInt(voters), key, transactions++);
            for (int learner = voters; learner < nodes; learner++) {
                int transaction = transactions++;
                for (int again = 0; again < 20; again++) {
                    store(key * each + random.nextLong(2 * each), learner, key, transaction);
                }
            }
        }
    }

    private void spoil(int from, int to, int lostPerMille, long extra) {
        if (from != to) {
            Ways way = new Ways(List.of(from), List.of(to), false);
            faults.add(new Fault.Spoil(0, bad, way, lostPerMille, 0));
            faults.add(new Fault.Slow(0, bad, way, extra));
        }
    }

    private int learner() {
        return random.between(voters, nodes - 1);
    }

    private void store(long at, int node, int key, int transaction) {
        if (at < bad) {
            steps.add(new Step.Store(at, node, key, transaction, transaction, true, PATIENCE, -1));
        }
    }

    private void read(long at, int node, int key) {
        if (at < bad) {
            steps.add(new Step.Read(at, node, key, PATIENCE));
        }
    }
}
