package io.replicator.engine.world;

import io.replicator.engine.message.Message;
import io.replicator.engine.model.NodeId;
import io.replicator.engine.world.World.Filter;
import io.replicator.engine.world.World.Sent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** Sessions and messages, with delay, loss, repetition, reordering and blocked ways. */
public final class Network {

    static final int WIRE_VERSION = 1;

    private final World world;
    /** One-way delays inside of a cluster and between clusters, in microseconds, and how much more at random. */
    public long near = 250;

    public long far = 10_000;
    public long jitter;
    /** Out of 1000 messages, how many are lost and how many come twice. */
    public int lost;

    public int repeated;
    public Filter filter = _ -> true;
    /** Changes messages on their way: for tests that show that a lying node is noticed. */
    public UnaryOperator<Message> distortion = UnaryOperator.identity();
    /** What was sent since the list was set; null to keep nothing. */
    public @Nullable List<Sent> trace;

    private boolean[][] blocked = new boolean[0][0];
    /** By node, then peer: the peer's boot that the node has a session with; 0 for none. */
    private long[][] sessions = new long[0][0];

    private NodeId[][] bound = new NodeId[0][0];

    Network(World world) {
        this.world = world;
    }

    void grow(int size) {
        boolean[][] newBlocked = new boolean[size][size];
        long[][] newSessions = new long[size][size];
        NodeId[][] newBound = new NodeId[size][size];
        for (int i = 0; i < size - 1; i++) {
            System.arraycopy(blocked[i], 0, newBlocked[i], 0, size - 1);
            System.arraycopy(sessions[i], 0, newSessions[i], 0, size - 1);
            System.arraycopy(bound[i], 0, newBound[i], 0, size - 1);
        }
        blocked = newBlocked;
        sessions = newSessions;
        bound = newBound;
    }

    void send(SimNode from, NodeId to, Message message) {
        for (SimNode receiver : world.nodes) {
            if (receiver != from && to.equals(bound[from.index][receiver.index]) && hasSession(from, receiver)) {
                send(new Sent(from, receiver, message, world.time()), to);
                return;
            }
        }
    }

    private void send(Sent sent, NodeId to) {
        if (trace != null) {
            trace.add(sent);
        }
        if (blocked[sent.from().index][sent.to().index] || !filter.passes(sent) || world.random.nextInt(1000) < lost) {
            return;
        }
        int copies = world.random.nextInt(1000) < repeated ? 2 : 1;
        NodeId sender = sent.from().id();
        Message message = distortion.apply(sent.message());
        for (int copy = 0; copy < copies; copy++) {
            world.in(delay(sent.from(), sent.to()), () -> {
                if (sent.to().isUp() && sent.to().id().equals(to) && !blocked[sent.from().index][sent.to().index]) {
                    sent.to().turn(driver -> driver.received(sender, message));
                }
            });
        }
    }

    private long delay(SimNode from, SimNode to) {
        long base = from.cluster.equals(to.cluster) ? near : far;
        return base + (jitter == 0 ? 0 : world.random.nextLong(jitter));
    }

    // ---- Blocking.

    /** Blocks the ways for which this holds; sessions over them stay, until {@link #notice}. */
    public void block(BiPredicate<SimNode, SimNode> ways) {
        for (SimNode from : world.nodes) {
            for (SimNode to : world.nodes) {
                blocked[from.index][to.index] |= from != to && ways.test(from, to);
            }
        }
    }

    public void isolate(SimNode node) {
        block((from, to) -> from == node || to == node);
    }

    public void heal() {
        for (boolean[] ways : blocked) {
            Arrays.fill(ways, false);
        }
        notice(0);
    }

    // ---- Sessions.

    private boolean hasSession(SimNode from, SimNode to) {
        return sessions[from.index][to.index] != 0;
    }

    void stopped(SimNode node) {
        Arrays.fill(sessions[node.index], 0);
    }

    /** Opens and closes sessions as the ways are, each end within the given time. */
    public void notice(long withinMicros) {
        for (SimNode node : world.nodes) {
            for (SimNode peer : world.nodes) {
                if (node != peer) {
                    long delay = delay(node, peer) + (withinMicros == 0 ? 0 : world.random.nextLong(withinMicros));
                    world.in(delay, () -> notice(node, peer));
                }
            }
        }
    }

    private void notice(SimNode node, SimNode peer) {
        if (!node.isUp()) {
            return;
        }
        long known = sessions[node.index][peer.index];
        boolean possible = peer.isUp()
                && !blocked[node.index][peer.index]
                && !blocked[peer.index][node.index]
                && isSameNetwork(node, peer);
        if (known != 0 && (!possible || known != peer.boots())) {
            NodeId gone = bound[node.index][peer.index];
            sessions[node.index][peer.index] = 0;
            node.turn(driver -> driver.sessionClosed(gone));
        }
        if (possible && sessions[node.index][peer.index] == 0) {
            sessions[node.index][peer.index] = peer.boots();
            bound[node.index][peer.index] = peer.id();
            greet(node, peer);
        }
    }

    /** The node has another Hello than before, so every session to it is opened anew. */
    void changedHello(SimNode changed) {
        for (SimNode node : world.nodes) {
            if (node != changed && hasSession(node, changed)) {
                world.in(delay(changed, node), () -> {
                    if (node.isUp() && changed.isUp() && sessions[node.index][changed.index] == changed.boots()) {
                        if (isSameNetwork(node, changed)) {
                            greet(node, changed);
                        } else {
                            notice(node, changed);
                        }
                    }
                });
            }
        }
    }

    private void greet(SimNode node, SimNode peer) {
        long roundTrip = 2 * delay(node, peer);
        var hello = peer.driver().hello(WIRE_VERSION);
        node.turn(driver -> driver.sessionOpened(hello, roundTrip));
    }

    private static boolean isSameNetwork(SimNode node, SimNode peer) {
        var one = node.driver().standing().network();
        var other = peer.driver().standing().network();
        return one == null || other == null || one.equals(other);
    }

    /** Messages sent since now. */
    public List<Sent> record() {
        List<Sent> sent = new ArrayList<>();
        trace = sent;
        return sent;
    }
}
