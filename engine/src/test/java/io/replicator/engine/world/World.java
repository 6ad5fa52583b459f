package io.replicator.engine.world;

import io.replicator.engine.coordinator.ReadCall;
import io.replicator.engine.coordinator.StoreCall;
import io.replicator.engine.driver.Settings;
import io.replicator.engine.membership.Founding;
import io.replicator.engine.message.Message;
import io.replicator.engine.model.ClusterId;
import io.replicator.engine.model.Config;
import io.replicator.engine.model.Hash256;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.NetworkId;
import io.replicator.engine.model.NodeId;
import io.replicator.engine.model.PeerId;
import io.replicator.engine.model.StoreId;
import io.replicator.engine.model.TxId;
import io.replicator.engine.model.Value;
import io.replicator.engine.port.Journal;
import io.replicator.engine.port.RandomSource;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Nodes, the network between them and the time. Everything happens in the order of (time, sequence), and every choice is
 * drawn from one seed, so that a seed repeats its run exactly.
 */
public final class World {

    private record Event(long time, long sequence, Runnable action) {}

    /** A message on its way. */
    public record Sent(SimNode from, SimNode to, Message message, long time) {}

    /** Decides what the network does to a message, besides what it does to all. */
    @FunctionalInterface
    public interface Filter {
        boolean passes(Sent sent);
    }

    public static final long SECOND = 1_000_000;

    /** How a node founds when a test says nothing about it: not at all. */
    public static final Founding.Plan NO_FOUNDING = new Founding.Plan(false, new TreeMap<>(), 3 * SECOND);

    public final Random random;
    public final List<SimNode> nodes = new ArrayList<>();
    public final History history = new History(this);
    public final Network network;
    private final PriorityQueue<Event> events =
            new PriorityQueue<>(Comparator.comparingLong(Event::time).thenComparingLong(Event::sequence));
    private long sequence;
    private long time;
    private int transactions;
    private @Nullable Config config;

    /** A world without nodes. */
    public World(long seed) {
        this.random = new Random(seed);
        this.network = new Network(this);
    }

    /** A world with one network that has clusters of so many voters, all of them running. */
    public World(long seed, int... shape) {
        this(seed, SimDisk::new, shape);
    }

    /** As before, with disks of another make. */
    public World(long seed, Function<StoreId, SimDisk> disks, int... shape) {
        this(seed);
        TreeMap<ClusterId, List<NodeId>> clusters = new TreeMap<>();
        for (int cluster = 0; cluster < shape.length; cluster++) {
            for (int i = 0; i < shape[cluster]; i++) {
                SimNode node = add(clusterName(cluster), NO_FOUNDING, disks);
                clusters.computeIfAbsent(node.cluster, _ -> new ArrayList<>()).add(node.id());
            }
        }
        NodeId founder = nodes.getFirst().id();
        Config genesis = new Config(NetworkId.of(founder, seed), Config.GENESIS_EPOCH, Hash256.ZERO, clusters);
        for (SimNode node : nodes) {
            node.disk.format(new Journal.Entry.Configured(genesis, true));
        }
        nodes.forEach(SimNode::start);
        run(SECOND / 10);
    }

    private static String clusterName(int cluster) {
        return String.valueOf((char) ('A' + cluster));
    }

    /** Adds a node with an empty disk, which does not run yet. */
    public SimNode add(String cluster, Founding.Plan founding) {
        return add(cluster, founding, SimDisk::new);
    }

    private SimNode add(String cluster, Founding.Plan founding, Function<StoreId, SimDisk> disks) {
        ClusterId id = new ClusterId(cluster);
        long already = nodes.stream().filter(node -> node.cluster.equals(id)).count();
        SimNode node = new SimNode(
                this, nodes.size(), new PeerId(cluster + already), id, new Settings(founding), disks.apply(newStore()));
        nodes.add(node);
        network.grow(nodes.size());
        return node;
    }

    StoreId newStore() {
        return new StoreId(random.nextLong(), random.nextLong());
    }

    RandomSource fork() {
        Random fork = new Random(random.nextLong());
        return new RandomSource() {
            @Override
            public long nextLong() {
                return fork.nextLong();
            }

            @Override
            public long nextLong(long bound) {
                return fork.nextLong(bound);
            }
        };
    }

    public SimNode node(int index) {
        return nodes.get(index);
    }

    /** The node that holds this data folder now. */
    public SimNode node(NodeId id) {
        return nodes.stream().filter(node -> node.id().equals(id)).findFirst().orElseThrow();
    }

    public long time() {
        return time;
    }

    public void in(long micros, Runnable action) {
        events.add(new Event(time + micros, sequence++, action));
    }

    /** Lets so much time pass. */
    public void run(long micros) {
        runUntil(() -> false, micros);
    }

    /** Lets time pass until the condition holds, at most so much; tells whether it holds. */
    public boolean runUntil(BooleanSupplier condition, long micros) {
        long end = time + micros;
        while (!condition.getAsBoolean()) {
            Event next = events.peek();
            if (next == null || next.time > end) {
                time = end;
                return condition.getAsBoolean();
            }
            events.remove();
            time = next.time;
            next.action.run();
        }
        return true;
    }

    // ---- Clients.

    /** A client without a transaction id of its own stores at a node. */
    public History.Store store(SimNode node, String key, String value) {
        return store(node, key, value, new TxId("made-" + transactions++), true, 5 * SECOND);
    }

    /** A client stores under its own transaction id, perhaps not for the first time. */
    public History.Store retry(SimNode node, String key, String value, String txId) {
        return store(node, key, value, new TxId(txId), false, 5 * SECOND);
    }

    public History.Store store(
            SimNode node, String key, String value, TxId txId, boolean madeHere, long timeoutMicros) {
        History.Store store = history.begin(Key.ofClient(key), value(value), txId, madeHere, node);
        node.turn(driver -> driver.store(new StoreCall(
                store.key, store.value, txId, madeHere, time + timeoutMicros, outcome -> history.end(store, outcome))));
        return store;
    }

    public History.Read read(SimNode node, String key) {
        return read(node, key, 5 * SECOND);
    }

    public History.Read read(SimNode node, String key, long timeoutMicros) {
        History.Read read = history.begin(Key.ofClient(key), node);
        node.turn(driver ->
                driver.read(new ReadCall(read.key, time + timeoutMicros, outcome -> history.end(read, outcome))));
        return read;
    }

    public static Value value(String text) {
        return Value.of(text.getBytes(StandardCharsets.UTF_8));
    }

    // ---- Looking at the whole.

    boolean isFounded() {
        return nodes.stream().anyMatch(node -> !node.disk.recovered().chain().isEmpty());
    }

    /** The configuration that the nodes vote in. */
    public Config config() {
        if (config == null) {
            config = nodes.stream()
                    .flatMap(node -> node.disk.recovered().chain().stream())
                    .findFirst()
                    .orElseThrow();
        }
        return config;
    }
}
