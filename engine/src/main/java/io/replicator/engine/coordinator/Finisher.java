package io.replicator.engine.coordinator;

import io.replicator.engine.acceptor.Acceptor;
import io.replicator.engine.message.Reply;
import io.replicator.engine.message.Reply.VoteReport;
import io.replicator.engine.message.Request;
import io.replicator.engine.model.Ballot;
import io.replicator.engine.model.KeyState;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.TxId;
import io.replicator.engine.model.Value;
import io.replicator.engine.quorum.ValueRule;
import io.replicator.engine.quorum.VoterSet;
import org.jspecify.annotations.Nullable;

/**
 * Finishes one undecided key with classic ballots (protocol section 5, Recover). One per key and node; proposals, reads
 * and the sweeper join it. There is no abort: it completes some proposal, or finds that there is none.
 *
 * <pre>
 * IDLE      -> BACKING_OFF | PREPARING
 * BACKING_OFF -> ASKING       the backoff has passed
 * ASKING    -> BACKING_OFF    somebody else gets on with the key
 *           -> PREPARING      nobody does
 *           -> IDLE           nothing was voted for
 * PREPARING -> ACCEPTING      the value is fixed, and its bytes are here
 *           -> FETCHING       the value is fixed, its bytes are elsewhere
 *           -> BACKING_OFF    a higher ballot stands in the way
 *           -> IDLE           nothing was voted for
 * FETCHING  -> ACCEPTING      the bytes came
 *           -> PREPARING      nobody has them: a new ballot, without the one who reported them
 * ACCEPTING -> decided        a classic quorum accepted
 *           -> BACKING_OFF    a higher ballot stands in the way
 * </pre>
 */
final class Finisher {

    static final long BACKOFF_MICROS = 50_000;
    static final long MAX_BACKOFF_MICROS = 2_000_000;
    /** A ballot that gets nowhere for so long is given up for a new look: who was excluded may be back. */
    static final long BALLOT_MICROS = 4_000_000;

    private enum Step {
        IDLE,
        BACKING_OFF,
        ASKING,
        PREPARING,
        FETCHING,
        ACCEPTING
    }

    private final Shared shared;
    private final KeyWork work;
    private Step step = Step.IDLE;
    private int failures;
    /** What the last look at the key showed: the highest vote and how many have one. */
    private @Nullable Ballot lastHighest;

    private int lastVotes;
    /** The highest promise that was seen, or given to this finisher; of this look, and up to the last one. */
    private Ballot promised = Ballot.CONFIRM;

    private Ballot lastPromised = Ballot.CONFIRM;
    private @Nullable Round round;
    private Timers.@Nullable Timer timer;
    private @Nullable Fetch fetch;
    private @Nullable AcceptRound accept;

    private Ballot ballot = Ballot.FAST;
    private ValueRule rule;
    private VoteReport[] reports;
    private VoterSet excluded;
    private VoterSet rejected;

    Finisher(Shared shared, KeyWork work) {
        this.shared = shared;
        this.work = work;
        this.rule = new ValueRule(shared.quorums);
        this.reports = new VoteReport[shared.quorums.voters()];
        this.excluded = shared.quorums.none();
        this.rejected = shared.quorums.none();
    }

    boolean isIdle() {
        return step == Step.IDLE;
    }

    /** Begins unless it has begun already. */
    void begin(boolean atOnce) {
        if (step == Step.IDLE) {
            shared.probe.recoveryStarted();
            if (atOnce) {
                prepare();
            } else {
                backOff();
            }
        } else if (atOnce && step == Step.BACKING_OFF) {
            stopStep();
            prepare();
        }
    }

    /** Begins with a look at the key, as the sweeper does. */
    void beginWithLook() {
        if (step == Step.IDLE) {
            shared.probe.recoveryStarted();
            look();
        }
    }

    void close() {
        stopStep();
        step = Step.IDLE;
    }

    private void stopStep() {
        if (round != null) {
            round.close();
            round = null;
        }
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        if (fetch != null) {
            fetch.close();
            fetch = null;
        }
        if (accept != null) {
            accept.close();
            accept = null;
        }
    }

    private void backOff() {
        stopStep();
        step = Step.BACKING_OFF;
        // Within less than a round trip nobody can notice that somebody else was first.
        long least = Math.max(BACKOFF_MICROS, shared.peers.roundTripMicros());
        long bound = Math.min(MAX_BACKOFF_MICROS, least << Math.min(failures, 10));
        if (work.leads()) {
            bound /= 4;
        }
        timer = shared.timers.at(shared.now + shared.random.nextLong(bound), this::look);
    }

    private void look() {
        stopStep();
        step = Step.ASKING;
        newRule();
        round = new Round(shared, work.key, new Request.Query(), this::onLook);
        round.start();
    }

    private void newRule() {
        rule = new ValueRule(shared.quorums);
        reports = new VoteReport[shared.quorums.voters()];
    }

    private void onLook(int voter, Reply reply) {
        if (!(reply instanceof Reply.Report report)) {
            work.onOtherAnswer(voter, reply);
            return;
        }
        if (step != Step.ASKING) {
            return;
        }
        work.sawBallot(report.promised());
        if (report.promised().isAbove(promised)) {
            promised = report.promised();
        }
        respond(voter, report.vote());
        if (!rule.isReady()) {
            return;
        }
        if (rule.choose() instanceof ValueRule.Nothing && work.candidate() == null) {
            nothingToFinish();
        } else if (hasMoved()) {
            backOff();
        } else {
            prepare();
        }
    }

    /**
     * Whether another coordinator is at work on the key: it got further since the last look, or has prepared a ballot that
     * was not seen before. Without the latter, all that join a dispute over long ways prepare one after the other, and none
     * gets through.
     */
    private boolean hasMoved() {
        Ballot highest = Ballot.FAST;
        int votes = 0;
        for (VoteReport report : reports) {
            if (report != null) {
                votes++;
                if (report.ballot().isAbove(highest)) {
                    highest = report.ballot();
                }
            }
        }
        boolean moved = lastHighest != null && highest.isAbove(lastHighest);
        moved |= lastHighest != null && highest.equals(lastHighest) && votes > lastVotes;
        moved |= promised.isAbove(lastPromised);
        lastHighest = highest;
        lastVotes = votes;
        lastPromised = promised;
        return moved;
    }

    private void prepare() {
        stopStep();
        step = Step.PREPARING;
        ballot = shared.nextBallot(work.highestSeenRound());
        promised = ballot;
        lastPromised = ballot;
        shared.probe.ballotStarted(ballot.round());
        newRule();
        rejected = shared.quorums.none();
        round = new Round(shared, work.key, new Request.Prepare(ballot), this::onPromise);
        round.start();
        timer = shared.timers.at(shared.now + BALLOT_MICROS, this::giveUpBallot);
    }

    private void onPromise(int voter, Reply reply) {
        switch (reply) {
            case Reply.Promise promise
            when promise.ballot().equals(ballot) -> {
                // The value is fixed before the first Accept of a ballot; promises that come later do not change it.
                if (step == Step.PREPARING && !excluded.contains(voter)) {
                    respond(voter, promise.vote());
                    if (rule.isReady()) {
                        fix(rule.choose());
                    }
                }
            }
            case Reply.Rejected answer when answer.ballot().equals(ballot) -> onRejected(voter, answer);
            default -> work.onOtherAnswer(voter, reply);
        }
    }

    private void respond(int voter, @Nullable VoteReport vote) {
        if (vote == null) {
            rule.add(voter);
        } else {
            if (!rule.responders().contains(voter)) {
                reports[voter] = vote;
            }
            rule.add(voter, vote.ballot(), vote.pid());
        }
    }

    private void fix(ValueRule.Choice choice) {
        switch (choice) {
            case ValueRule.Must(Pid pid) -> take(pid);
            case ValueRule.Free(Pid pid) -> take(pid);
            case ValueRule.Nothing() -> {
                KeyWork.Candidate own = work.candidate();
                if (own == null) {
                    nothingToFinish();
                } else {
                    accept(own.pid(), own.txId(), own.value());
                }
            }
        }
    }

    private void take(Pid pid) {
        VoterSet holders = holders(pid);
        Value own = work.bytesOf(pid);
        VoteReport report = reports[holders.next(0)];
        if (own != null) {
            accept(pid, report.txId(), own);
            return;
        }
        stopStep();
        step = Step.FETCHING;
        fetch = Fetch.once(shared, work.key, pid, holders, this::onFetched);
        fetch.start();
    }

    private VoterSet holders(Pid pid) {
        VoterSet holders = shared.quorums.none();
        for (int voter = 0; voter < reports.length; voter++) {
            if (reports[voter] != null && reports[voter].pid().equals(pid)) {
                holders.add(voter);
            }
        }
        return holders;
    }

    private void onFetched(KeyState.@Nullable Committed bytes, VoterSet asked) {
        fetch = null;
        if (bytes != null) {
            accept(bytes.pid(), bytes.txId(), bytes.value());
        } else {
            // Whoever reported the vote died after its promise: a ballot without it.
            excluded.addAll(asked);
            if (!shared.quorums.isClassicWithout(excluded)) {
                giveUpBallot();
            } else {
                prepare();
            }
        }
    }

    private void accept(Pid pid, TxId txId, Value value) {
        stopStep();
        step = Step.ACCEPTING;
        // An earlier ballot may have brought long bytes to anybody.
        VoterSet holders = Acceptor.isLong(value) ? shared.quorums.all() : holders(pid);
        accept = new AcceptRound(shared, work, ballot, pid, txId, value, holders, accepted -> {
            if (accepted) {
                work.decided(pid, txId, value);
            } else {
                failures++;
                backOff();
            }
        });
        accept.start();
        timer = shared.timers.at(shared.now + BALLOT_MICROS, this::giveUpBallot);
    }

    private void giveUpBallot() {
        excluded = shared.quorums.none();
        failures++;
        backOff();
    }

    private void onRejected(int voter, Reply.Rejected answer) {
        work.sawBallot(answer.promised());
        rejected.add(voter);
        VoterSet lost = rejected.copy().addAll(shared.peers.suspected()).removeAll(rule.responders());
        if (!shared.quorums.isClassicWithout(lost)) {
            failures++;
            backOff();
        }
    }

    private void nothingToFinish() {
        stopStep();
        step = Step.IDLE;
        work.nothingToFinish();
    }
}
