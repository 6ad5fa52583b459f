package io.replicator.engine.coordinator;

import io.replicator.engine.message.Reply;
import io.replicator.engine.message.Request;
import io.replicator.engine.model.Ballot;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.TxId;
import io.replicator.engine.model.Value;
import io.replicator.engine.quorum.FastTally;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One proposal that this node coordinates: the fast round, and if that is not enough the confirmation at ballot 1
 * (protocol section 5, Tally). What is slower is the {@link Finisher}'s, while late votes of the fast round still count.
 *
 * <pre>
 * FAST       -> DECIDED      a fast quorum voted
 *            -> CONFIRMING   a classic quorum voted, and more than e others will not
 *            -> HANDED_OVER  no classic quorum can vote for it any more
 * CONFIRMING -> DECIDED      a classic quorum accepted at ballot 1, or late votes make a fast quorum
 *            -> HANDED_OVER  no classic quorum can accept at ballot 1 any more
 * HANDED_OVER -> DECIDED     by the finisher, or late votes make a fast quorum
 * </pre>
 */
final class Proposal {

    private enum Step {
        FAST,
        CONFIRMING,
        HANDED_OVER,
        DECIDED
    }

    final Pid pid;
    final TxId txId;
    final Value value;
    /** The clients that wait for it: retries of one transaction share one proposal. */
    final List<PendingStore> calls = new ArrayList<>(1);

    private final Shared shared;
    private final KeyWork work;
    private final FastTally tally;
    private final Round fast;
    private Step step = Step.FAST;
    private boolean hedged;
    private Timers.@Nullable Timer hedge;
    private @Nullable AcceptRound confirmation;

    Proposal(Shared shared, KeyWork work, Pid pid, TxId txId, Value value) {
        this.shared = shared;
        this.work = work;
        this.pid = pid;
        this.txId = txId;
        this.value = value;
        this.tally = new FastTally(shared.quorums);
        this.fast = new Round(shared, work.key, new Request.Propose(pid, txId, value), this::onFastAnswer);
    }

    void start() {
        fast.start();
        long wait = shared.peers.hedgeMicros();
        hedge = shared.timers.at(shared.now + wait, this::onHedge);
    }

    /** Takes no more answers. */
    void close() {
        step = Step.DECIDED;
        fast.close();
        cancelHedge();
        if (confirmation != null) {
            confirmation.close();
        }
    }

    /** How many voters are known to stand for it, so that the strongest proposal recovers first. */
    int votes() {
        return tally.voters().size();
    }

    private void onHedge() {
        hedge = null;
        hedged = true;
        fast.suspectUnanswered();
        judge();
    }

    private void onFastAnswer(int voter, Reply reply) {
        switch (reply) {
            case Reply.Voted voted
            when voted.pid().equals(pid) -> {
                tally.voted(voter);
                if (voter == shared.quorums.numberOf(shared.self)) {
                    shared.probe.votedLocally(shared.now - fast.startedAt());
                }
            }
            case Reply.Denied denied
            when denied.asked().equals(pid) -> {
                tally.denied(voter, denied.vote() == null);
                work.sawBallot(denied.promised());
            }
            default -> {
                work.onOtherAnswer(voter, reply);
                return;
            }
        }
        judge();
    }

    private void judge() {
        switch (tally.verdict(shared.peers.suspected(), hedged)) {
            case WAIT -> {}
            case DECIDED -> decide(true);
            case CONFIRM -> {
                if (step == Step.FAST) {
                    confirm();
                }
            }
            case RECOVER_LATER -> handOver(false);
            case RECOVER_NOW -> handOver(true);
        }
    }

    /** A classic quorum holds the bytes already; they are sent along only to those who have not voted. */
    private void confirm() {
        step = Step.CONFIRMING;
        fast.quiet();
        shared.probe.ballotStarted(Ballot.CONFIRM.round());
        confirmation = new AcceptRound(shared, work, Ballot.CONFIRM, pid, txId, value, tally.voters(), this::confirmed);
        confirmation.start();
    }

    private void confirmed(boolean accepted) {
        if (step == Step.CONFIRMING) {
            if (accepted) {
                decide(false);
            } else {
                handOver(false);
            }
        }
    }

    private void handOver(boolean atOnce) {
        if (step == Step.FAST || step == Step.CONFIRMING) {
            step = Step.HANDED_OVER;
            fast.quiet();
            cancelHedge();
            if (confirmation != null) {
                confirmation.close();
            }
            work.finisher().begin(atOnce);
        }
    }

    private void decide(boolean atFirst) {
        if (step != Step.DECIDED) {
            step = Step.DECIDED;
            shared.probe.decided(shared.now - fast.startedAt(), atFirst);
            work.decided(pid, txId, value);
        }
    }

    private void cancelHedge() {
        if (hedge != null) {
            hedge.cancel();
            hedge = null;
        }
    }
}
