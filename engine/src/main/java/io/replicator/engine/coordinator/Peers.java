package io.replicator.engine.coordinator;

import io.replicator.engine.model.ClusterId;
import io.replicator.engine.model.NodeId;
import io.replicator.engine.model.PeerId;
import io.replicator.engine.quorum.Quorums;
import io.replicator.engine.quorum.VoterSet;
import java.util.Collection;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What this node believes of the others: who has a session, who is silent, how long a round trip takes. Belief only: it
 * moves timers and picks representatives, and no safety argument rests on it.
 */
public final class Peers {

    /** The hedge timer is never shorter (protocol section 5, Timers). */
    static final long MIN_HEDGE_MICROS = 10_000;
    /** Assumed of a voter that was never measured. */
    static final long UNKNOWN_ROUND_TRIP_MICROS = 100_000;

    static final long MIN_RELAY_RETRY_MICROS = 20_000;

    private final NodeId self;
    private final ClusterId selfCluster;
    private final Map<PeerId, NodeId> sessions = new TreeMap<>();
    private final Map<NodeId, RoundTrip> roundTrips = new TreeMap<>();
    private @Nullable View view;

    /** What is believed of the voters of one configuration, by their numbers. */
    private static final class View {
        final Quorums quorums;
        final int self;
        final int selfCluster;
        final VoterSet connected;
        final VoterSet silent;
        final VoterSet suspected;
        final RoundTrip[] roundTrips;
        final long[] lastHeard;
        final boolean[] everHeard;

        View(Quorums quorums, int self, int selfCluster) {
            this.quorums = quorums;
            this.self = self;
            this.selfCluster = selfCluster;
            this.connected = quorums.none();
            this.silent = quorums.none();
            this.suspected = quorums.all();
            this.roundTrips = new RoundTrip[quorums.voters()];
            this.lastHeard = new long[quorums.voters()];
            this.everHeard = new boolean[quorums.voters()];
        }
    }

    /** A smoothed round trip and its deviation, in microseconds (Jacobson, 1988). */
    private static final class RoundTrip {
        long smoothed = -1;
        long deviation;

        void measured(long micros) {
            if (smoothed < 0) {
                smoothed = micros;
                deviation = micros / 2;
            } else {
                deviation += (Math.abs(micros - smoothed) - deviation) / 4;
                smoothed += (micros - smoothed) / 8;
            }
        }

        /** About the 95th percentile. */
        long high() {
            return smoothed < 0 ? UNKNOWN_ROUND_TRIP_MICROS : smoothed + 2 * deviation;
        }

        long usual() {
            return smoothed < 0 ? UNKNOWN_ROUND_TRIP_MICROS : smoothed;
        }
    }

    public Peers(NodeId self, ClusterId selfCluster) {
        this.self = self;
        this.selfCluster = selfCluster;
    }

    /** From now on the voters are these. */
    public void configure(Quorums quorums) {
        int cluster = -1;
        for (int c = 0; c < quorums.clusters(); c++) {
            if (quorums.cluster(c).equals(selfCluster)) {
                cluster = c;
            }
        }
        View next = new View(quorums, quorums.numberOf(self), cluster);
        for (int voter = 0; voter < quorums.voters(); voter++) {
            next.roundTrips[voter] = roundTrip(quorums.voter(voter));
            if (voter == next.self || hasSession(quorums.voter(voter))) {
                next.connected.add(voter);
                next.suspected.remove(voter);
            }
        }
        view = next;
    }

    public void up(NodeId node, long roundTripMicros) {
        sessions.put(node.peer(), node);
        if (roundTripMicros > 0) {
            roundTrip(node).measured(roundTripMicros);
        }
        if (view != null) {
            int voter = view.quorums.numberOf(node);
            if (voter >= 0) {
                view.connected.add(voter);
                view.silent.remove(voter);
                view.suspected.remove(voter);
            }
        }
    }

    public void down(NodeId node) {
        sessions.remove(node.peer(), node);
        int voter = view == null ? -1 : view.quorums.numberOf(node);
        if (voter < 0) {
            // Only of voters the round trips are kept: learners may come and go without number.
            roundTrips.remove(node);
        } else if (view != null && voter != view.self) {
            view.connected.remove(voter);
            view.suspected.add(voter);
        }
    }

    /** A voter answered, over whatever way; so it is there. */
    void heard(int voter, long now) {
        View v = configured();
        v.lastHeard[voter] = now;
        v.everHeard[voter] = true;
        if (v.suspected.contains(voter)) {
            v.silent.remove(voter);
            v.suspected.remove(voter);
        }
    }

    void measured(int voter, long micros) {
        configured().roundTrips[voter].measured(micros);
    }

    /** A hedge timer fired without an answer; it counts only if nothing at all was heard since {@code since}. */
    void silent(int voter, long since) {
        View v = configured();
        if (voter != v.self && (!v.everHeard[voter] || v.lastHeard[voter] < since)) {
            v.silent.add(voter);
            v.suspected.add(voter);
        }
    }

    /** Voters that are not expected to answer; not to be changed. */
    VoterSet suspected() {
        return configured().suspected;
    }

    /** Voters with a session, and this node; not to be changed. */
    VoterSet connected() {
        return configured().connected;
    }

    /** Whether voters that contain a classic quorum have a session or have been heard of lately. */
    public boolean reachesQuorum() {
        View v = view;
        return v != null
                && v.quorums.isClassic(v.connected.copy().addAll(v.quorums.all().removeAll(v.suspected)));
    }

    /** Whether voters that contain a classic quorum answer, as far as is known; to look at, not to decide by. */
    public boolean quorumAnswers() {
        View v = view;
        return v != null && v.quorums.isClassic(v.quorums.all().removeAll(v.suspected));
    }

    /** Whether nothing is held against this node: it has a session or was heard of, and left no question open. */
    public boolean answers(NodeId node) {
        View v = view;
        int voter = v == null ? -1 : v.quorums.numberOf(node);
        if (v == null || voter < 0) {
            return hasSession(node);
        }
        return !v.suspected.contains(voter);
    }

    /** Something came from this node itself. */
    public void heardFrom(NodeId node, long now) {
        View v = view;
        if (v != null && !v.suspected.isEmpty()) {
            int voter = v.quorums.numberOf(node);
            if (voter >= 0) {
                heard(voter, now);
            }
        }
    }

    /**
     * How long to wait for missing votes before their silence counts as denial. Voters that are suspected count so from
     * the start, which is what a hedge of 0 means.
     */
    long hedgeMicros() {
        View v = configured();
        long high = 0;
        for (int voter = 0; voter < v.roundTrips.length; voter++) {
            if (voter != v.self && !v.suspected.contains(voter)) {
                high = Math.max(high, v.roundTrips[voter].high());
            }
        }
        return Math.max(MIN_HEDGE_MICROS, high + high / 2);
    }

    /** How long to wait for a representative: twice the trip across and the one inside. */
    long relayRetryMicros() {
        return Math.max(MIN_RELAY_RETRY_MICROS, 2 * roundTripMicros());
    }

    /** The usual round trip to the voter that is farthest away, of those that are expected to answer. */
    long roundTripMicros() {
        View v = configured();
        long high = 0;
        for (int voter = 0; voter < v.roundTrips.length; voter++) {
            if (voter != v.self && !v.suspected.contains(voter)) {
                high = Math.max(high, v.roundTrips[voter].usual());
            }
        }
        return high;
    }

    boolean hasRemoteClusters() {
        View v = configured();
        return v.quorums.clusters() > (v.selfCluster >= 0 ? 1 : 0);
    }

    boolean isLocal(int cluster) {
        return configured().selfCluster == cluster;
    }

    /**
     * A voter of a remote cluster that passes messages on to its peers: the nearest that has a session and is not
     * silent, or the one after it.
     *
     * @param alternative 0 for the best, 1 for the next
     * @return -1 if there is none
     */
    int representative(int cluster, int alternative) {
        View v = configured();
        int best = -1;
        int second = -1;
        int size = v.quorums.endOf(cluster) - v.quorums.firstOf(cluster);
        // Nodes begin at different voters, so that equally near representatives share the work.
        int shift = Math.floorMod(self.store().low(), size);
        for (int i = 0; i < size; i++) {
            int voter = v.quorums.firstOf(cluster) + (i + shift) % size;
            if (!v.connected.contains(voter) || v.suspected.contains(voter)) {
                continue;
            }
            if (best < 0 || isNearer(v, voter, best)) {
                second = best;
                best = voter;
            } else if (second < 0 || isNearer(v, voter, second)) {
                second = voter;
            }
        }
        return alternative == 0 || second < 0 ? best : second;
    }

    /** Clearly nearer only: representatives should not change with every measurement. */
    private static boolean isNearer(View v, int voter, int than) {
        return v.roundTrips[voter].usual() * 2 < v.roundTrips[than].usual();
    }

    /** Who answers for this peer now, if it has a session. */
    public @Nullable NodeId session(PeerId peer) {
        return peer.equals(self.peer()) ? self : sessions.get(peer);
    }

    private boolean hasSession(NodeId node) {
        return node.equals(sessions.get(node.peer()));
    }

    /** All nodes with a session, in order. */
    public Collection<NodeId> sessions() {
        return sessions.values();
    }

    /** The smoothed round trip in microseconds; -1 if unknown. */
    public long roundTripMicros(NodeId node) {
        RoundTrip known = roundTrips.get(node);
        return known == null ? -1 : known.smoothed;
    }

    private RoundTrip roundTrip(NodeId node) {
        return roundTrips.computeIfAbsent(node, _ -> new RoundTrip());
    }

    private View configured() {
        if (view == null) {
            throw new IllegalStateException("no configuration is known yet");
        }
        return view;
    }
}
