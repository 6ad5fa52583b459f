package io.replicator.engine.coordinator;

import io.replicator.engine.acceptor.Acceptor;
import io.replicator.engine.message.Reply;
import io.replicator.engine.message.Request;
import io.replicator.engine.model.Ballot;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.TxId;
import io.replicator.engine.model.Value;
import io.replicator.engine.quorum.VoterSet;
import org.jspecify.annotations.Nullable;

/** Has one proposal voted for at one ballot above 0, by a classic quorum: the end of a confirmation and of a recovery. */
final class AcceptRound {

    /** Is told once whether a classic quorum accepted, or none can any more. */
    interface Listener {
        void settled(boolean accepted);
    }

    private final Shared shared;
    private final KeyWork work;
    private final Ballot ballot;
    private final Pid pid;
    private final Listener listener;
    private final VoterSet accepted;
    private final VoterSet rejected;
    private final Round round;
    private Timers.@Nullable Timer hedge;
    private boolean settled;

    /**
     * @param holders voters to whom the bytes are sent only if they ask for them; those who hold them, or may
     */
    AcceptRound(
            Shared shared,
            KeyWork work,
            Ballot ballot,
            Pid pid,
            TxId txId,
            Value value,
            VoterSet holders,
            Listener listener) {
        this.shared = shared;
        this.work = work;
        this.ballot = ballot;
        this.pid = pid;
        this.listener = listener;
        this.accepted = shared.quorums.none();
        this.rejected = shared.quorums.none();
        this.round = new Round(
                shared,
                work.key,
                new Request.Accept(ballot, pid, txId, value),
                new Request.Accept(ballot, pid, txId, null),
                holders.copy(),
                Acceptor.isLong(value),
                this::onAnswer);
    }

    void start() {
        round.start();
        hedge = shared.timers.at(shared.now + shared.peers.hedgeMicros(), this::onHedge);
    }

    void close() {
        settled = true;
        round.close();
        if (hedge != null) {
            hedge.cancel();
            hedge = null;
        }
    }

    private void onHedge() {
        hedge = null;
        round.suspectUnanswered();
        judge();
    }

    private void onAnswer(int voter, Reply reply) {
        switch (reply) {
            case Reply.Accepted answer
            when answer.ballot().equals(ballot) && answer.pid().equals(pid) -> {
                accepted.add(voter);
                rejected.remove(voter);
            }
            case Reply.Rejected answer
            when answer.ballot().equals(ballot) -> {
                work.sawBallot(answer.promised());
                if (!accepted.contains(voter)) {
                    rejected.add(voter);
                }
            }
            case Reply.NeedValue answer when answer.ballot().equals(ballot) -> round.lacksBytes(voter);
            default -> work.onOtherAnswer(voter, reply);
        }
        judge();
    }

    private void judge() {
        if (settled) {
            return;
        }
        if (shared.quorums.isClassic(accepted)) {
            settled = true;
            listener.settled(true);
        } else if (!rejected.isEmpty() && !shared.quorums.isClassicWithout(lost())) {
            settled = true;
            listener.settled(false);
        }
    }

    /**
     * Voters that will not accept any more. Once somebody rejects, a higher ballot is about, and to wait for those who are
     * not expected to answer would be to wait for what that ballot may have settled long ago.
     */
    private VoterSet lost() {
        return rejected.copy().addAll(shared.peers.suspected()).removeAll(accepted);
    }
}
