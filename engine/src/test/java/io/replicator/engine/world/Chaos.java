package io.replicator.engine.world;

import io.replicator.engine.message.Message;
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
import java.util.function.UnaryOperator;

/**
 * One run out of a seed: clients at all nodes contend for a few keys while nodes crash, disks forget and the network loses,
 * repeats, delays and parts; then everything heals, and everything must come to rest.
 */
public final class Chaos {

    /**
     * After healing, no reservation may stay for longer: the sweeper's longest wait before it takes up again a key that it
     * could not finish in the bad time, and some rounds.
     */
    static final long FINISH_MICROS = 35 * World.SECOND;
    /** After healing, all must have the same by then, also who is compared with other clusters only. */
    static final long REST_MICROS = 90 * World.SECOND;

    private static final int KEYS = 4;
    private static final long FAULTY_MICROS = 15 * World.SECOND;

    private final World world;
    private final Random random;
    private final Weather weather;
    private int made;

    /** What kind of trouble a run has. */
    private enum Weather {
        /** Contention alone. */
        GENTLE(500),
        /** Lost messages, parted networks, nodes that are down for a while. */
        FOUL(40_000),
        /** Nodes that crash and are back at once, over and over, while all fight for one key. */
        STORM(150_000);

        final long jitter;

        Weather(long jitter) {
            this.jitter = jitter;
        }
    }

    /** What the run is done in: another make of disk, or a network that lies. */
    record Flaw(Function<StoreId, SimDisk> disks, UnaryOperator<Message> distortion) {

        static final Flaw NONE = new Flaw(SimDisk::new, UnaryOperator.identity());

        static Flaw of(SimDisk.Fault fault) {
            return new Flaw(store -> new SimDisk(store, fault), UnaryOperator.identity());
        }

        static Flaw of(UnaryOperator<Message> distortion) {
            return new Flaw(SimDisk::new, distortion);
        }
    }

    private Chaos(long seed, Flaw flaw, int... shape) {
        this.world = new World(seed, flaw.disks(), shape);
        world.network.distortion = flaw.distortion();
        this.random = world.random;
        this.weather = List.of(Weather.GENTLE, Weather.FOUL, Weather.FOUL, Weather.STORM)
                .get(random.nextInt(4));
    }

    /** Runs the seed; throws if a promise is broken. */
    public static World run(long seed, int... shape) {
        return run(seed, Flaw.NONE, shape);
    }

    static World run(long seed, Flaw flaw, int... shape) {
        Chaos chaos = new Chaos(seed, flaw, shape);
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
        network.jitter = 1 + random.nextLong(weather.jitter);
        network.lost = weather == Weather.GENTLE ? 0 : random.nextInt(150);
        network.repeated = random.nextInt(100);
        for (SimNode node : world.nodes) {
            node.disk.syncMicros = 50 + random.nextLong(5000);
            node.disk.writeMicros = 10 + random.nextLong(5000);
        }
        if (random.nextInt(3) == 0) {
            SimNode learner = world.add(random.nextBoolean() ? "A" : "elsewhere", World.NO_FOUNDING);
            world.in(random.nextLong(3 * World.SECOND), () -> start(learner));
        }
        if (weather == Weather.FOUL && random.nextInt(4) == 0) {
            // One voter loses its disk for good, and goes on as a learner.
            world.in(random.nextLong(FAULTY_MICROS), () -> {
                SimNode wiped = world.node(0);
                wiped.wipe();
                wiped.start();
            });
        }
        int clients = 1 + random.nextInt(12);
        for (int client = 0; client < clients; client++) {
            world.in(random.nextLong(2 * World.SECOND), this::act);
        }
        switch (weather) {
            case GENTLE -> {}
            case FOUL -> world.in(random.nextLong(3 * World.SECOND), this::hurt);
            case STORM -> world.in(random.nextLong(World.SECOND), this::strike);
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
            int keys = weather == Weather.STORM ? 1 : KEYS;
            String key = "key" + random.nextInt(keys) + "@" + world.time() / ((long) keys * World.SECOND);
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

    private TxId madeTx() {
        return new TxId("new-" + made++);
    }

    private SimNode anyNode() {
        return world.nodes.get(random.nextInt(world.nodes.size()));
    }

    /** A crash and a quick restart, with the sessions as they were. */
    private void strike() {
        if (world.time() > FAULTY_MICROS) {
            return;
        }
        SimNode node = anyNode();
        if (node.isUp()) {
            node.crash(random.nextInt(node.disk.unsynced() + 1));
            world.in(random.nextLong(10_000), () -> start(node));
        }
        world.in(random.nextLong(60_000), this::strike);
    }

    private static void start(SimNode node) {
        if (!node.isUp()) {
            node.start();
        }
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
                start(node);
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
        world.nodes.forEach(Chaos::start);
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
        if (!world.runUntil(this::hasNoReservations, FINISH_MICROS)) {
            throw new History.Broken("after healing, a reservation stays: " + restless());
        }
        if (!world.runUntil(this::isAtRest, REST_MICROS)) {
            throw new History.Broken("after healing, things do not come to rest: " + restless());
        }
        world.history.checkDurability();
    }

    private boolean hasNoReservations() {
        return world.nodes.stream().allMatch(node -> node.driver().openReservations() == 0);
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
