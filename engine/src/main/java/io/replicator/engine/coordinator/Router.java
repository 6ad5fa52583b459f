package io.replicator.engine.coordinator;

import io.replicator.engine.message.Message;
import io.replicator.engine.model.NodeId;
import io.replicator.engine.port.Probe;
import io.replicator.engine.quorum.Quorums;
import io.replicator.engine.quorum.VoterSet;
import java.util.ArrayList;
import java.util.List;

/**
 * The way of a message to many voters: directly to those of the own cluster, and to each remote cluster one message, to a
 * representative that passes it on (protocol section 3). Where a representative does not answer another one is tried,
 * then each voter directly.
 */
final class Router {

    /** Which way to try. */
    enum Way {
        REPRESENTATIVE,
        OTHER_REPRESENTATIVE,
        DIRECT
    }

    private final Quorums quorums;
    private final Peers peers;
    private final Home home;
    private final Probe probe;

    Router(Quorums quorums, Peers peers, Home home, Probe probe) {
        this.quorums = quorums;
        this.peers = peers;
        this.home = home;
        this.probe = probe;
    }

    void send(VoterSet targets, Message message, Way way) {
        for (int cluster = 0; cluster < quorums.clusters(); cluster++) {
            sendTo(cluster, targets, message, way);
        }
    }

    /** As {@link #send}, to voters of remote clusters only. */
    void sendRemote(VoterSet targets, Message message, Way way) {
        for (int cluster = 0; cluster < quorums.clusters(); cluster++) {
            if (!peers.isLocal(cluster)) {
                sendTo(cluster, targets, message, way);
            }
        }
    }

    private void sendTo(int cluster, VoterSet targets, Message message, Way way) {
        int first = quorums.firstOf(cluster);
        int end = quorums.endOf(cluster);
        int count = targets.countBetween(first, end);
        if (count == 0) {
            return;
        }
        if (way != Way.REPRESENTATIVE && !peers.isLocal(cluster)) {
            probe.relayFailedOver();
        }
        int representative = peers.isLocal(cluster) || way == Way.DIRECT
                ? -1
                : peers.representative(cluster, way == Way.REPRESENTATIVE ? 0 : 1);
        if (representative < 0 || (count == 1 && targets.contains(representative))) {
            for (int voter = targets.next(first); voter >= 0 && voter < end; voter = targets.next(voter + 1)) {
                home.send(quorums.voter(voter), message);
            }
            return;
        }
        List<NodeId> passedOn = new ArrayList<>(count);
        for (int voter = targets.next(first); voter >= 0 && voter < end; voter = targets.next(voter + 1)) {
            passedOn.add(quorums.voter(voter));
        }
        home.send(quorums.voter(representative), new Message.Relay(passedOn, message));
    }
}
