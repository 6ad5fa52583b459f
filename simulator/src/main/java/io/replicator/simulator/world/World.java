package io.replicator.simulator.world;

import io.replicator.engine.coordinator.ReadCall;
import io.replicator.engine.coordinator.StoreCall;
import io.replicator.engine.driver.Driver;
import io.replicator.engine.driver.Settings;
import io.replicator.engine.membership.Founding;
import io.replicator.engine.message.Message;
import io.replicator.engine.model.ClusterId;
import io.replicator.engine.model.Config;
import io.replicator.engine.model.Hash256;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.KeyState;
import io.replicator.engine.model.NetworkId;
import io.replicator.engine.model.NodeId;
import io.replicator.engine.model.PeerId;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.TxId;
import io.replicator.engine.model.Value;
import io.replicator.engine.outcome.ReadOutcome;
import io.replicator.engine.outcome.StoreOutcome;
import io.replicator.engine.port.Journal;
import io.replicator.simulator.disk.Death;
import io.replicator.simulator.network.Delay;
import io.replicator.simulator.network.Links;
import io.replicator.simulator.network.Topology;
import io.replicator.simulator.random.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Nodes, the network between them, and virtual time in microseconds. Everything happens in the order of (time, sequence),
 * and every choice is drawn from streams that fork from one seed, so that a seed repeats its run exactly. Not thread-safe.
 */
public final class World {

    public static final long SECOND = 1_000_000;
    /** Within what time a node that starts has its sessions. */
    static final long CONNECT_MICROS = 1_000;
    /** The property that is broken when a production assertion stops a node. */
    public static final String ASSERTIONS = "engine-assertions";

    /** How a node founds when nothing is said about it: not at all. */
    public static final Founding.Plan NO_FOUNDING = new Founding.Plan(false, new TreeMap<>(), 3 * SECOND);

    private final RandomStream random;
    private final EventQueue queue = new EventQueue();
    private final Links links;
    private final Sessions sessions;
    private final Trace trace = new Trace(this);
    private final List<SimNode> nodes = new ArrayList<>();
    private final Map<NodeId, SimNode> holders = new HashMap<>();
    private final List<ClientStore> stores = new ArrayList<>();
    private final List<ClientRead> reads = new ArrayList<>();
    private Observer.OfMessages[] messageObservers = {};
    private Observer.OfJournals[] journalObservers = {};
    private Observer.OfClients[] clientObservers = {};
    private Observer.OfProcesses[] processObservers = {};
    private MessageFilter filter = (_, _, _) -> true;
    private long time;
    private @Nullable Config config;

    /** Decides what is done to a message, besides what the links do to all. */
    @FunctionalInterface
    public interface MessageFilter {
        boolean passes(SimNode from, SimNode to, Message message);
    }

    /** A world without nodes. */
    public World(long seed) {
        this(seed, new Links(seed));
    }

    private World(long seed, Links links) {
        this.random = new RandomStream(seed);
        this.links = links;
        this.sessions = new Sessions(this, links, random.fork(1));
    }

    /** A founded network whose nodes do not run yet. */
    public static World founded(long seed, Topology topology) {
        World world = populated(seed, topology, NO_FOUNDING);
        TreeMap<ClusterId, List<NodeId>> voters = new TreeMap<>();
        int next = 0;
        for (Topology.Site site : topology.clusters()) {
            List<SimNode> nodes = world.nodes.subList(next, next + site.voters());
            voters.put(
                    new ClusterId(site.name()), nodes.stream().map(SimNode::id).toList());
            next += site.nodes();
        }
        NodeId founder = world.nodes.getFirst().id();
        Config genesis = new Config(NetworkId.of(founder, seed), Config.GENESIS_EPOCH, Hash256.ZERO, voters);
        for (SimNode node : world.nodes) {
            if (genesis.clusterOf(node.id()) != null) {
                node.disk().format(new Journal.Entry.Configured(genesis, true));
            }
        }
        return world;
    }

    /** Nodes that belong to no network and do not run yet; the first of them founds one by this plan. */
    public static World populated(long seed, Topology topology, Founding.Plan plan) {
        World world = new World(seed, Links.of(seed, topology));
        for (Topology.Site site : topology.clusters()) {
            for (int i = 0; i < site.nodes(); i++) {
                world.join(site.name(), world.nodes.isEmpty() ? plan : NO_FOUNDING);
            }
        }
        world.sessions.grow(world.nodes.size());
        return world;
    }

    /** A world with one network that has clusters of so many voters, 10 ms apart, all of them running. */
    public static World running(long seed, int... voters) {
        Topology topology =
                Topology.of(IntStream.of(voters).boxed().toList(), Delay.exactly(250), Delay.exactly(10_000));
        World world = founded(seed, topology);
        world.nodes.forEach(SimNode::start);
        world.run(SECOND / 10);
        return world;
    }

    /** Adds a node with an empty disk, which does not run yet: near to those of its cluster, far from all others. */
    public SimNode add(String cluster, Founding.Plan founding, Delay near, Delay far) {
        Delay[] delays = nodes.stream()
                .map(node -> node.cluster.text().equals(cluster) ? near : far)
                .toArray(Delay[]::new);
        links.grow(delays, delays);
        SimNode node = join(cluster, founding);
        sessions.grow(nodes.size());
        return node;
    }

    private SimNode join(String cluster, Founding.Plan founding) {
        ClusterId id = new ClusterId(cluster);
        long already = nodes.stream().filter(node -> node.cluster.equals(id)).count();
        SimNode node = new SimNode(
                this,
                nodes.size(),
                new PeerId(cluster + already),
                id,
                new Settings(founding),
                random.fork(16 + nodes.size()));
        nodes.add(node);
        holders.put(node.id(), node);
        return node;
    }

    // ---- What there is.

    public List<SimNode> nodes() {
        return nodes;
    }

    public SimNode node(int index) {
        return nodes.get(index);
    }

    /**
     * The node with this peer id.
     *
     * @throws java.util.NoSuchElementException if there is none
     */
    public SimNode peer(PeerId peer) {
        return nodes.stream().filter(node -> node.peer.equals(peer)).findAny().orElseThrow();
    }

    /** The node that holds this data folder now; none if the folder is lost. */
    public @Nullable SimNode holder(NodeId id) {
        SimNode node = holders.get(id);
        return node != null && node.id().equals(id) ? node : null;
    }

    public Links links() {
        return links;
    }

    public Sessions sessions() {
        return sessions;
    }

    public Trace trace() {
        return trace;
    }

    /** A stream for a concern of whoever runs this world. */
    public RandomStream fork(long label) {
        return random.fork(label);
    }

    public void filter(MessageFilter newFilter) {
        filter = newFilter;
    }

    /** Virtual microseconds since the beginning. */
    public long time() {
        return time;
    }

    /** Whether some node has a configuration in force, which it has only once it is durable. */
    public boolean isFounded() {
        for (int i = 0; config == null && i < nodes.size(); i++) {
            if (nodes.get(i).isUp()) {
                config = nodes.get(i).driver().standing().config();
            }
        }
        return config != null;
    }

    /**
     * The configuration that the nodes vote in.
     *
     * @throws IllegalStateException if the network is not founded yet
     */
    public Config config() {
        if (!isFounded() || config == null) {
            throw new IllegalStateException("the network is not founded yet");
        }
        return config;
    }

    /** All stores that clients asked for, in order. */
    public List<ClientStore> stores() {
        return stores;
    }

    /** All reads that clients asked for, in order. */
    public List<ClientRead> reads() {
        return reads;
    }

    // ---- Looking on.

    public void observe(Observer observer) {
        if (observer instanceof Observer.OfMessages it) {
            messageObservers = with(messageObservers, it);
        }
        if (observer instanceof Observer.OfJournals it) {
            journalObservers = with(journalObservers, it);
        }
        if (observer instanceof Observer.OfClients it) {
            clientObservers = with(clientObservers, it);
        }
        if (observer instanceof Observer.OfProcesses it) {
            processObservers = with(processObservers, it);
        }
    }

    private static <A> A[] with(A[] array, A element) {
        A[] longer = Arrays.copyOf(array, array.length + 1);
        longer[array.length] = element;
        return longer;
    }

    void sent(SimNode from, NodeId to, Message message) {
        for (Observer.OfMessages observer : messageObservers) {
            observer.sent(from, to, message);
        }
    }

    void appended(SimNode node, Journal.Entry entry) {
        for (Observer.OfJournals observer : journalObservers) {
            observer.appended(node, entry);
        }
    }

    void started(SimNode node) {
        holders.put(node.id(), node);
        trace.process(node, TraceEvent.Kind.START, "starts for the " + node.boots() + ". time");
        for (Observer.OfProcesses observer : processObservers) {
            observer.started(node);
        }
    }

    void stopped(SimNode node, Death death) {
        trace.process(node, TraceEvent.Kind.CRASH, death.toString());
        sessions.stopped(node);
        for (Observer.OfProcesses observer : processObservers) {
            observer.stopped(node);
        }
    }

    // ---- Time.

    public void in(long micros, Runnable action) {
        queue.add(time + micros, action);
    }

    public void at(long when, Runnable action) {
        queue.add(Math.max(time, when), action);
    }

    /** Lets so much time pass. */
    public void run(long micros) {
        long end = time + micros;
        while (queue.nextTime() <= end) {
            time = queue.nextTime();
            queue.poll().run();
        }
        time = end;
    }

    /** Lets time pass until the condition holds, at most so much; tells whether it holds. */
    public boolean runUntil(BooleanSupplier condition, long micros) {
        long end = time + micros;
        while (!condition.getAsBoolean()) {
            if (queue.nextTime() > end) {
                time = end;
                return condition.getAsBoolean();
            }
            time = queue.nextTime();
            queue.poll().run();
        }
        return true;
    }

    // ---- Frames.

    void transmit(SimNode from, SimNode to, List<Message> frame) {
        List<Message> passed = filter(from, to, frame);
        if (passed.isEmpty()) {
            return;
        }
        long delay = links.delay(from.index, to.index);
        if (delay == Links.LOST) {
            trace.lost(from, to, passed, time);
            return;
        }
        Delivery delivery = new Delivery(from, to, passed);
        queue.add(time + delay, delivery);
        if (links.repeats(from.index, to.index)) {
            long again = links.delay(from.index, to.index);
            if (again != Links.LOST) {
                queue.add(time + again, delivery);
            }
        }
    }

    /** Shows each message to the filter once, as a filter may count what it sees. */
    private List<Message> filter(SimNode from, SimNode to, List<Message> frame) {
        for (int i = 0; i < frame.size(); i++) {
            if (!filter.passes(from, to, frame.get(i))) {
                List<Message> passed = new ArrayList<>(frame.subList(0, i));
                frame.stream()
                        .skip(i + 1L)
                        .filter(message -> filter.passes(from, to, message))
                        .forEach(passed::add);
                return passed;
            }
        }
        return frame;
    }

    /** A frame that arrives, if its receiver is still the one that it was sent to. */
    private final class Delivery implements Runnable, Consumer<Driver> {
        private final SimNode from;
        private final NodeId sender;
        private final SimNode to;
        private final NodeId receiver;
        private final List<Message> frame;
        private final long sent = time;

        Delivery(SimNode from, SimNode to, List<Message> frame) {
            this.from = from;
            this.sender = from.id();
            this.to = to;
            this.receiver = to.id();
            this.frame = frame;
        }

        @Override
        public void run() {
            if (!to.isUp() || !to.id().equals(receiver) || links.isCut(from.index, to.index)) {
                trace.lost(from, to, frame, sent);
                return;
            }
            for (int i = 0; i < frame.size(); i++) {
                trace.delivered(from, to, frame.get(i), sent);
            }
            to.turn(this);
        }

        @Override
        public void accept(Driver driver) {
            for (int i = 0; i < frame.size(); i++) {
                driver.received(sender, frame.get(i));
            }
        }
    }

    // ---- Clients.

    /** A client stores at a node; {@code madeHere} says that it brings no transaction id of its own. */
    public ClientStore store(SimNode node, Key key, Value value, TxId txId, boolean madeHere, long timeoutMicros) {
        mustBeUp(node);
        ClientStore store = new ClientStore(key, value, txId, madeHere, node, time, time + timeoutMicros);
        identify(store);
        stores.add(store);
        trace.called(
                node,
                key,
                key.hashCode() * 31L + txId.hashCode(),
                () -> "a client stores '" + key + "' as " + (store.pid == null ? txId : Wording.of(store.pid)) + " ("
                        + txId + ")");
        node.serve(store);
        long deadline = node.deadline(timeoutMicros);
        node.turn(driver -> {
            // If the process was paused, the network may have been founded since.
            identify(store);
            for (Observer.OfClients observer : clientObservers) {
                observer.asked(store);
            }
            driver.store(new StoreCall(key, value, txId, madeHere, deadline, outcome -> end(store, outcome)));
        });
        return store;
    }

    private void identify(ClientStore store) {
        if (store.pid == null && isFounded()) {
            store.pid = Pid.of(config().network(), store.key, store.txId, store.value);
        }
    }

    private static void mustBeUp(SimNode node) {
        if (!node.isUp()) {
            throw new IllegalStateException("nobody can ask " + node + ", which is down");
        }
    }

    private void end(ClientStore store, StoreOutcome outcome) {
        if (store.isLost() || store.isDone()) {
            throw new Broken(
                    "one-answer", "a second answer, or one of a crashed node, to the " + store + ": " + outcome);
        }
        store.node.served(store);
        store.end(outcome, time);
        trace.answered(
                store.node,
                store.key,
                store.txId.hashCode() * 31L + outcome.getClass().getSimpleName().hashCode(),
                () -> "answers " + store.txId + " on '" + store.key + "': " + Wording.of(outcome));
        for (Observer.OfClients observer : clientObservers) {
            observer.answered(store);
        }
    }

    /** A client reads at a node. */
    public ClientRead read(SimNode node, ClientRead.Kind kind, Key key, long timeoutMicros) {
        mustBeUp(node);
        ClientRead read = new ClientRead(kind, key, node, time, time + timeoutMicros);
        reads.add(read);
        trace.called(node, key, key.hashCode(), () -> "a client reads '" + key + "', " + kind);
        for (Observer.OfClients observer : clientObservers) {
            observer.asked(read);
        }
        node.serve(read);
        long deadline = node.deadline(timeoutMicros);
        node.turn(driver -> {
            ReadCall call = new ReadCall(key, deadline, outcome -> end(read, outcome));
            switch (kind) {
                case QUORUM -> driver.read(call);
                case WAIT -> driver.await(call);
                case STALE ->
                    end(
                            read,
                            node.disk().load(key) instanceof KeyState.Committed committed
                                    ? new ReadOutcome.Found(committed)
                                    : new ReadOutcome.NotFound());
            }
        });
        return read;
    }

    private void end(ClientRead read, ReadOutcome outcome) {
        if (read.isLost() || read.isDone()) {
            throw new Broken(
                    "one-answer", "a second answer, or one of a crashed node, to the " + read + ": " + outcome);
        }
        read.node.served(read);
        read.end(outcome, time);
        trace.answered(
                read.node,
                read.key,
                outcome.getClass().getSimpleName().hashCode(),
                () -> "answers the read of '" + read.key + "': " + Wording.of(outcome));
        for (Observer.OfClients observer : clientObservers) {
            observer.answered(read);
        }
    }
}
