package io.replicator.engine.world;

import io.replicator.engine.model.Key;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.StoreId;
import io.replicator.engine.model.TxId;
import io.replicator.engine.outcome.StoreOutcome;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Function;

/**
 * One run out of a seed: clients at all nodes contend for a few keys while nodes crash, disks forget and the network loses,
 * repeats, delays and parts; then everything heals, and everything must come to rest.
 */
public final class Chaos {

    /** After healing, no reservation may stay for longer: T_orphan, the last rank, and some rounds. */
    static final long REST_MICROS = 90 * World.SECOND;

    private static final int KEYS = 4;
    private static final long FAULTY_MICROS = 15 * World.SECOND;

    private final World world;
    private final Random random;
    private final boolean gentle;

    private Chaos(long seed, Function<StoreId, SimDisk> disks, int... shape) {
        this.world = new World(seed, disks, shape);
        this.random = world.random;
        this.gentle = random.nextInt(4) == 0;
    }

    /** Runs the seed; throws if a promise is broken. */
    public static World run(long seed, int... shape) {
        return run(seed, SimDisk::new, shape);
    }

    static World run(long seed, Function<StoreId, SimDisk> disks, int... shape) {
        Chaos chaos = new Chaos(seed, disks, shape);
        try {
            chaos.faults();
            chaos.rest();
        } catch (RuntimeException | AssertionError broken) {
            throw new AssertionError(
                    "seed " + seed + "; repeat it with Chaos.run(" + seed + "L, "
                            + Arrays.toString(shape).replaceAll("[\\[\\]]", "") + "): " + broken.getMessage(),
                    broken);
        }
        return chaos.world;
    }

    private void faults() {
        Network network = world.network;
        network.jitter = 1 + random.nextLong(gentle ? 500 : 40_000);
        network.lost = gentle ? 0 : random.nextInt(150);
        network.repeated = random.nextInt(100);
        for (SimNode node : world.nodes) {
            node.disk.syncMicros = 50 + random.nextLong(5000);
            node.disk.writeMicros = 10 + random.nextLong(5000);
        }
        int clients = 1 + random.nextInt(12);
        for (int client = 0; client < clients; client++) {
            world.in(random.nextLong(2 * World.SECOND), this::act);
        }
        if (!gentle) {
            world.in(random.nextLong(3 * World.SECOND), this::hurt);
        }
        world.run(FAULTY_MICROS);
    }

    /** What one client does, now and again. */
    private void act() {
        if (world.time() > FAULTY_MICROS) {
            return;
        }
        SimNode node = anyNode();
        if (node.isUp()) {
            String key = "key" + random.nextInt(KEYS) + "@" + world.time() / (4 * World.SECOND);
            long timeout = World.SECOND / 5 + random.nextLong(6 * World.SECOND);
            switch (random.nextInt(8)) {
                case 0, 1, 2, 3 -> world.store(node, key, "value" + random.nextInt(3), madeTx(), true, timeout);
                case 4 -> {
                    // A client's own transaction, retried now at this node and later at another.
                    TxId txId = new TxId("own-" + random.nextInt(6));
                    String value = random.nextInt(5) == 0 ? "other" : "same";
                    world.store(node, key, value, txId, false, timeout);
                    world.in(random.nextLong(3 * World.SECOND), () -> {
                        SimNode other = anyNode();
                        if (other.isUp()) {
                            world.store(other, key, value, txId, false, timeout);
                        }
                    });
                }
                default -> world.read(node, key, timeout);
            }
        }
        boolean burst = random.nextInt(3) > 0;
        world.in(random.nextLong(burst ? 5_000 : 2 * World.SECOND), this::act);
    }

    private int made;

    private TxId madeTx() {
        return new TxId("new-" + made++);
    }

    private SimNode anyNode() {
        return world.nodes.get(random.nextInt(world.nodes.size()));
    }

    private void hurt() {
        if (world.time() > FAULTY_MICROS) {
            return;
        }
        SimNode node = anyNode();
        switch (random.nextInt(8)) {
            case 0, 1 -> {
                if (node.isUp()) {
                    int unsynced = node.disk.unsynced();
                    node.crash(random.nextInt(unsynced + 1));
                    noticeSometimes();
                }
            }
            case 2, 3 -> {
                if (!node.isUp()) {
                    node.start();
                }
            }
            case 4 -> {
                world.network.isolate(node);
                noticeSometimes();
            }
            case 5 -> {
                var cluster = node.cluster;
                world.network.block((from, to) -> from.cluster.equals(cluster) != to.cluster.equals(cluster));
                noticeSometimes();
            }
            case 6 -> {
                SimNode deaf = anyNode();
                world.network.block((from, to) -> from == node && (to == deaf || deaf == node));
            }
            default -> world.network.heal();
        }
        world.in(random.nextLong(World.SECOND), this::hurt);
    }

    private void noticeSometimes() {
        if (random.nextBoolean()) {
            world.network.notice(World.SECOND);
        }
    }

    private void rest() {
        world.network.lost = 0;
        world.network.heal();
        world.nodes.stream().filter(node -> !node.isUp()).forEach(SimNode::start);
        world.run(World.SECOND / 2);
        List<History.Store> fresh = new ArrayList<>();
        for (SimNode node : world.nodes) {
            fresh.add(world.store(node, "fresh at " + node, "value"));
        }
        world.runUntil(() -> fresh.stream().allMatch(History.Store::isDone), 6 * World.SECOND);
        for (History.Store store : fresh) {
            if (!(store.outcome() instanceof StoreOutcome.Stored)) {
                throw new History.Broken("after healing, a store of a fresh key led to " + store.outcome);
            }
        }
        if (!world.runUntil(this::isAtRest, REST_MICROS)) {
            throw new History.Broken("after healing, things do not come to rest: " + restless());
        }
        world.history.checkDurability();
    }

    private boolean isAtRest() {
        return restless().isEmpty();
    }

    private String restless() {
        List<String> unanswered = world.history.unanswered();
        if (!unanswered.isEmpty()) {
            return "unanswered: " + unanswered;
        }
        Map<Key, Pid> all = null;
        for (SimNode node : world.nodes) {
            if (node.driver().openKeys() > 0) {
                return node + " has " + node.driver().openKeys() + " keys open";
            }
            if (node.driver().openReservations() > 0) {
                return node + " has " + node.driver().openReservations() + " reservations";
            }
            Map<Key, Pid> committed = node.disk.committed();
            if (all != null && !all.equals(committed)) {
                return node + " has " + committed.size() + " commits, and another node " + all.size();
            }
            all = committed;
        }
        return "";
    }
}
