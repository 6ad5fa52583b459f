package io.replicator.simulator.swarm;

import io.replicator.simulator.random.RandomStream;
import io.replicator.simulator.workload.Step;
import io.replicator.simulator.world.World;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Draws what clients do: concurrent conflicting proposals for few keys at a time, retries of one transaction at other
 * nodes, reads of all kinds, clients that hang up. As time goes on, new keys take the place of those that are long taken.
 */
final class StepDraw {

    private static final int MOST_STEPS = 300;
    private static final int MOST_CLIENTS = 12;

    private final RandomStream random;
    private final int nodes;
    private final long bad;
    /** How many keys are fought for at a time, and for how long. */
    private final int keys;

    private final long keyMicros;
    private final int readPerMille;
    private final int retryPerMille;
    private final int hangUpPerMille;
    private final int burstPerMille;
    private final List<Step> steps = new ArrayList<>();
    private int transactions;

    StepDraw(RandomStream random, int nodes, long bad, boolean storm) {
        this.random = random;
        this.nodes = nodes;
        this.bad = bad;
        this.keys = storm ? random.between(1, 2) : (int) random.magnitude(1, 12);
        this.keyMicros = random.magnitude(World.SECOND / 20, 2 * World.SECOND);
        this.readPerMille = random.nextInt(600);
        this.retryPerMille = random.nextInt(400);
        this.hangUpPerMille = random.chance(300) ? random.nextInt(300) : 0;
        this.burstPerMille = random.between(300, 900);
    }

    List<Step> steps() {
        int clients = random.between(1, MOST_CLIENTS);
        for (int client = 0; client < clients; client++) {
            long at = random.nextLong(Math.min(bad, 2 * World.SECOND));
            while (at < bad && steps.size() < MOST_STEPS) {
                act(at);
                at += random.chance(burstPerMille) ? random.nextLong(5_000) : random.nextLong(2 * World.SECOND);
            }
        }
        steps.sort(Comparator.comparingLong(Step::at));
        return steps;
    }

    private void act(long at) {
        int key = (int) (at / keyMicros) * keys + random.nextInt(keys);
        long timeout = random.magnitude(World.SECOND / 20, 8 * World.SECOND);
        if (random.chance(readPerMille)) {
            steps.add(
                    switch (random.nextInt(4)) {
                        case 0 -> new Step.Await(at, node(), key, timeout);
                        case 1 -> new Step.StaleRead(at, node(), key);
                        default -> new Step.Read(at, node(), key, timeout);
                    });
        } else if (random.chance(retryPerMille)) {
            retry(at, key, timeout);
        } else {
            steps.add(new Step.Store(
                    at, node(), key, random.nextInt(3), transactions++, false, timeout, hangUp(timeout)));
        }
    }

    /** A client's own transaction, now at this node and later at others; now and then misused with another value. */
    private void retry(long at, int key, long timeout) {
        int transaction = transactions++;
        int value = random.nextInt(3);
        long again = at;
        int times = random.between(1, 4);
        for (int i = 0; i < times && again < bad; i++) {
            int sent = random.chance(60) ? value + 1 : value;
            steps.add(new Step.Store(again, node(), key, sent, transaction, true, timeout, hangUp(timeout)));
            again += random.magnitude(1, 3 * World.SECOND);
        }
    }

    private long hangUp(long timeout) {
        return random.chance(hangUpPerMille) ? random.nextLong(timeout) : -1;
    }

    private int node() {
        return random.nextInt(nodes);
    }
}
