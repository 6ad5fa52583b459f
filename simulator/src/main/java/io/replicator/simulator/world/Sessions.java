package io.replicator.simulator.world;

import io.replicator.engine.message.Message.Hello;
import io.replicator.engine.model.NodeId;
import io.replicator.simulator.network.Links;
import io.replicator.simulator.random.RandomStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Who has a session with whom. Each end learns of a change by itself and at its own time, as with real connections: a
 * session may look open at one end while the other end has long been restarted. Not thread-safe.
 */
public final class Sessions {

    static final int WIRE_VERSION = 1;
    private static final long[] NO_BOOTS = new long[0];
    private static final NodeId[] NO_NODES = new NodeId[0];

    private final World world;
    private final Links links;
    private final RandomStream random;
    /** By node, then peer: the peer's boot that the node has a session with, 0 for none; and with which store. */
    private final List<long[]> known = new ArrayList<>();

    private final List<@Nullable NodeId[]> bound = new ArrayList<>();
    private final List<String> refusals = new ArrayList<>();

    Sessions(World world, Links links, RandomStream random) {
        this.world = world;
        this.links = links;
        this.random = random;
    }

    void grow(int nodes) {
        while (known.size() < nodes) {
            known.add(NO_BOOTS);
            bound.add(NO_NODES);
        }
        for (int node = 0; node < nodes; node++) {
            known.set(node, Arrays.copyOf(known.get(node), nodes));
            bound.set(node, Arrays.copyOf(bound.get(node), nodes));
        }
    }

    /** Why sessions were refused so far. */
    public List<String> refusals() {
        return refusals;
    }

    /** The node that a message for this peer and store goes to, if there is a session with it. */
    @Nullable
    SimNode receiver(SimNode from, NodeId to) {
        SimNode receiver = world.holder(to);
        return receiver != null
                        && known.get(from.index)[receiver.index] != 0
                        && to.equals(bound.get(from.index)[receiver.index])
                ? receiver
                : null;
    }

    void stopped(SimNode node) {
        Arrays.fill(known.get(node.index), 0);
    }

    /** All nodes open and close sessions as the ways are, each end within the given time. */
    public void noticeAll(long withinMicros) {
        for (SimNode node : world.nodes()) {
            for (SimNode peer : world.nodes()) {
                if (node != peer) {
                    noticeLater(node, peer, withinMicros);
                }
            }
        }
    }

    /** This node and all others open and close sessions with each other as the ways are. */
    public void notice(SimNode node, long withinMicros) {
        for (SimNode peer : world.nodes()) {
            if (node != peer) {
                noticeLater(node, peer, withinMicros);
                noticeLater(peer, node, withinMicros);
            }
        }
    }

    /** One end looks whether its session with a peer is as the ways are. */
    public void noticeLater(SimNode node, SimNode peer, long withinMicros) {
        long delay = links.least(peer.index, node.index) + (withinMicros == 0 ? 0 : random.nextLong(withinMicros));
        world.in(delay, () -> notice(node, peer));
    }

    private void notice(SimNode node, SimNode peer) {
        if (!node.isUp() || node.isPaused()) {
            return;
        }
        long session = known.get(node.index)[peer.index];
        boolean possible = peer.isUp() && !links.isCut(node.index, peer.index) && !links.isCut(peer.index, node.index);
        if (session != 0 && (!possible || session != peer.boots())) {
            close(node, peer);
        }
        // Closing is a turn of the node, in which it may have ended.
        if (possible && node.isUp() && known.get(node.index)[peer.index] == 0) {
            greet(node, peer);
        }
    }

    private void close(SimNode node, SimNode peer) {
        NodeId gone = Objects.requireNonNull(bound.get(node.index)[peer.index]);
        known.get(node.index)[peer.index] = 0;
        world.trace().sessionLost(node, peer);
        node.turn(driver -> driver.sessionClosed(gone));
    }

    /** A node has another Hello than before, so it says it again in every session. */
    void changedHello(SimNode changed) {
        for (SimNode node : world.nodes()) {
            if (node != changed && known.get(node.index)[changed.index] != 0) {
                world.in(links.least(changed.index, node.index), () -> {
                    if (node.isUp() && changed.isUp() && known.get(node.index)[changed.index] == changed.boots()) {
                        greet(node, changed);
                    }
                });
            }
        }
    }

    /** A node hears a peer's Hello, and takes the session or refuses it, as production does. */
    private void greet(SimNode node, SimNode peer) {
        Hello hello = peer.driver().hello(WIRE_VERSION);
        String refusal = node.admission().refusal(node.driver().standing(), hello);
        if (refusal != null) {
            refusals.add(node + " refuses " + peer + ": " + refusal);
            if (known.get(node.index)[peer.index] != 0) {
                close(node, peer);
            }
            return;
        }
        known.get(node.index)[peer.index] = peer.boots();
        bound.get(node.index)[peer.index] = peer.id();
        long roundTrip = links.least(node.index, peer.index) + links.least(peer.index, node.index);
        node.turn(driver -> driver.sessionOpened(hello, roundTrip));
    }
}
