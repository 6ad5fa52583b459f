package io.replicator.simulator.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.engine.membership.Founding;
import io.replicator.engine.message.Message;
import io.replicator.engine.message.Request;
import io.replicator.engine.model.Ballot;
import io.replicator.engine.model.Config;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.NodeId;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.TxId;
import io.replicator.engine.model.Value;
import io.replicator.engine.port.Journal;
import io.replicator.simulator.disk.DiskTiming;
import io.replicator.simulator.invariant.Catalogue;
import io.replicator.simulator.invariant.Property;
import io.replicator.simulator.network.Delay;
import io.replicator.simulator.network.Topology;
import io.replicator.simulator.world.Broken;
import io.replicator.simulator.world.ClientRead;
import io.replicator.simulator.world.ClientStore;
import io.replicator.simulator.world.Observer;
import io.replicator.simulator.world.SimNode;
import io.replicator.simulator.world.World;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A world in the words of a scenario. All invariants look on from its first moment, unless it has many networks. */
final class Scenario {

    static final long SECOND = World.SECOND;
    /** A timer that is set for later fires with the turn after its time. */
    static final long TICK = 1;

    /** How long a frame takes inside of a cluster, and between clusters. */
    static final long NEAR = 250;

    static final long FAR = 10_000;
    /** How long a sync takes. */
    static final long SYNC = DiskTiming.USUAL.sync();

    private static final long PATIENCE = 5 * SECOND;

    private final World world;
    private final @Nullable Catalogue catalogue;
    private final Map<Key, Pid> winners = new TreeMap<>();
    private final Set<Ballot> ballots = new HashSet<>();
    private int transactions;

    /** A message as its node hands it to the network. */
    record Sent(SimNode from, SimNode to, Message message, long time) {}

    private Scenario(World world, boolean watched) {
        this.world = world;
        this.catalogue = watched ? Catalogue.watching(world) : null;
        world.observe((Observer.OfJournals) (_, entry) -> {
            if (entry instanceof Journal.Entry.Committed committed) {
                winners.put(committed.key(), committed.state().pid());
            }
        });
        world.observe((Observer.OfMessages) (_, _, message) -> {
            Message inner = message instanceof Message.Relay relay ? relay.message() : message;
            if (inner instanceof Message.Ask ask && ask.request() instanceof Request.Prepare prepare) {
                ballots.add(prepare.ballot());
            }
        });
    }

    /** A world with one network that has clusters of so many voters, all of them running. */
    static Scenario running(long seed, int... voters) {
        return runningApart(seed, FAR, voters);
    }

    /** As {@link #running}, and a frame between clusters takes so long. */
    static Scenario runningApart(long seed, long far, int... voters) {
        Topology topology = Topology.of(IntStream.of(voters).boxed().toList(), Delay.exactly(NEAR), Delay.exactly(far));
        Scenario scenario = new Scenario(World.founded(seed, topology), true);
        scenario.startAll();
        scenario.run(SECOND / 10);
        return scenario;
    }

    /** A world without nodes. */
    static Scenario empty(long seed) {
        return new Scenario(new World(seed), true);
    }

    /** A world without nodes that may come to have many networks, while each invariant is about one: none looks on. */
    static Scenario unwatched(long seed) {
        return new Scenario(new World(seed), false);
    }

    /** Adds a node with an empty disk, which does not run yet. */
    SimNode add(String cluster, Founding.Plan founding) {
        return world.add(cluster, founding, Delay.exactly(NEAR), Delay.exactly(FAR));
    }

    void startAll() {
        world.nodes().forEach(SimNode::start);
    }

    // ---- What there is.

    List<SimNode> nodes() {
        return world.nodes();
    }

    SimNode node(int index) {
        return world.node(index);
    }

    Config config() {
        return world.config();
    }

    /** What any node committed, by key; the invariants see to it that there is one proposal only. */
    Map<Key, Pid> winners() {
        return winners;
    }

    /** Clients whose node did not crash and who have no answer. */
    List<String> unanswered() {
        return Stream.concat(
                        world.stores().stream()
                                .filter(store -> !store.isDone() && !store.isLost())
                                .map(ClientStore::toString),
                        world.reads().stream()
                                .filter(read -> !read.isDone() && !read.isLost())
                                .map(ClientRead::toString))
                .toList();
    }

    /** How many ballots above 1 were prepared so far. */
    int ballots() {
        return ballots.size();
    }

    // ---- Time.

    long time() {
        return world.time();
    }

    void run(long micros) {
        world.run(micros);
    }

    boolean runUntil(BooleanSupplier condition, long micros) {
        return world.runUntil(condition, micros);
    }

    void in(long micros, Runnable action) {
        world.in(micros, action);
    }

    /** Lets time pass until these stores are answered. */
    void finish(ClientStore... stores) {
        assertTrue(runUntil(() -> Stream.of(stores).allMatch(ClientStore::isDone), 10 * SECOND));
    }

    /** Lets everything come to an end, and shows that nothing is left over. */
    void rest() {
        run(20 * SECOND);
        for (SimNode node : nodes()) {
            assertEquals(0, node.driver().openKeys(), "keys open at " + node);
            assertEquals(0, node.driver().openReservations(), "reservations at " + node);
        }
        assertEquals(List.of(), unanswered());
        if (catalogue != null) {
            catalogue.rested();
        }
    }

    /**
     * Says what must be, besides what the invariants see to.
     *
     * @throws Broken if it is not
     */
    static void mustHold(Property property, boolean holds, String otherwise) {
        if (!holds) {
            throw new Broken(property.title(), otherwise);
        }
    }

    // ---- Clients.

    static Value value(String text) {
        return Value.of(text.getBytes(StandardCharsets.UTF_8));
    }

    /** A client without a transaction id of its own stores at a node. */
    ClientStore store(SimNode node, String key, String value) {
        return store(node, key, value, new TxId("made-" + transactions++), true, PATIENCE);
    }

    /** A client stores under its own transaction id, perhaps not for the first time. */
    ClientStore retry(SimNode node, String key, String value, String txId) {
        return store(node, key, value, new TxId(txId), false, PATIENCE);
    }

    ClientStore store(SimNode node, String key, String value, TxId txId, boolean madeHere, long timeoutMicros) {
        return world.store(node, Key.ofClient(key), value(value), txId, madeHere, timeoutMicros);
    }

    ClientRead read(SimNode node, String key) {
        return world.read(node, ClientRead.Kind.QUORUM, Key.ofClient(key), PATIENCE);
    }

    /** A client waits at a node for a key to be taken. */
    ClientRead await(SimNode node, String key, long timeoutMicros) {
        return world.read(node, ClientRead.Kind.WAIT, Key.ofClient(key), timeoutMicros);
    }

    // ---- The network.

    /** Messages sent since now, whether they arrive or not. */
    List<Sent> record() {
        List<Sent> sent = new ArrayList<>();
        world.observe((Observer.OfMessages) (from, to, message) -> sent.add(sent(from, to, message)));
        return sent;
    }

    private Sent sent(SimNode from, NodeId to, Message message) {
        return new Sent(from, Objects.requireNonNull(world.holder(to)), message, time());
    }

    /** From now on these messages pass alone; each is looked at once. */
    void filter(Predicate<Sent> passes) {
        world.filter((from, to, message) -> passes.test(new Sent(from, to, message, time())));
    }

    /** Cuts the ways for which this holds; sessions over them stay, until {@link #notice}. */
    void block(BiPredicate<SimNode, SimNode> ways) {
        forAllWays((from, to) -> {
            if (ways.test(from, to)) {
                world.links().cut(from.index, to.index);
            }
        });
    }

    void isolate(SimNode node) {
        block((from, to) -> from == node || to == node);
    }

    /** Mends all ways, which the nodes notice at once. */
    void heal() {
        world.links().heal();
        notice();
    }

    /** Nodes open and close sessions as the ways are. */
    void notice() {
        world.sessions().noticeAll(0);
    }

    /** From now on a frame takes so long one way. */
    void delay(SimNode from, SimNode to, long micros) {
        world.links().delay(from.index, to.index, Delay.exactly(micros));
    }

    /** Frames take up to so much longer. */
    void jitter(long micros) {
        forAllWays((from, to) -> world.links().slow(from.index, to.index, micros));
    }

    /** Every frame comes twice. */
    void repeatEverything() {
        forAllWays((from, to) -> world.links().spoil(from.index, to.index, 0, 1000));
    }

    private void forAllWays(BiConsumer<SimNode, SimNode> action) {
        for (SimNode from : nodes()) {
            for (SimNode to : nodes()) {
                if (from != to) {
                    action.accept(from, to);
                }
            }
        }
    }

    /** From now on a sync of this node takes so long. */
    static void syncsTake(SimNode node, long micros) {
        node.disk().timing(new DiskTiming(DiskTiming.USUAL.write(), micros, 0));
    }
}
