package io.replicator.engine.coordinator;

import io.replicator.engine.message.Message;
import io.replicator.engine.message.Reply;
import io.replicator.engine.model.Ballot;
import io.replicator.engine.model.Config;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.KeyState.Committed;
import io.replicator.engine.model.KeyState.Undecided;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.ProtocolViolation;
import io.replicator.engine.model.TxId;
import io.replicator.engine.model.Value;
import io.replicator.engine.model.Vote;
import io.replicator.engine.outcome.ReadOutcome;
import io.replicator.engine.outcome.StoreOutcome;
import io.replicator.engine.quorum.VoterSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * All that this node does about one key at the moment: the proposals it coordinates, the reads that wait, and the
 * finisher that they share. It ends when the outcome is known, or when nobody waits any more: then any other node
 * finishes what is left.
 */
final class KeyWork {

    final Key key;
    private final Shared shared;
    private final Coordinator coordinator;
    private final Map<Pid, Proposal> proposals = new LinkedHashMap<>(2);
    private final List<Read> reads = new ArrayList<>(0);
    private @Nullable Finisher finisher;
    private long highestSeenRound;
    private @Nullable Fetch pull;
    /** Runs while the sweeper's wish for an outcome counts, even if nobody else waits; null otherwise. */
    private Timers.@Nullable Timer sweep;

    private boolean ended;

    KeyWork(Shared shared, Coordinator coordinator, Key key) {
        this.shared = shared;
        this.coordinator = coordinator;
        this.key = key;
    }

    Finisher finisher() {
        if (finisher == null) {
            finisher = new Finisher(shared, this);
        }
        return finisher;
    }

    private void stopFinisher() {
        if (finisher != null) {
            finisher.close();
        }
    }

    void propose(Pid pid, PendingStore call) {
        Proposal proposal = proposals.get(pid);
        if (proposal == null) {
            proposal = new Proposal(
                    shared, this, pid, call.call().txId(), call.call().value());
            proposals.put(pid, proposal);
            proposal.calls.add(call);
            proposal.start();
        } else {
            proposal.calls.add(call);
        }
    }

    void read(Read read) {
        reads.add(read);
        read.start(this);
    }

    /** Finishes the key for the sweeper, until the given time. */
    void sweep(long untilMicros) {
        sweep = shared.timers.at(untilMicros, () -> {
            sweep = null;
            coordinator.endIfUnwanted(this);
        });
        finisher().beginWithLook();
    }

    /** Whether anybody still needs this work to go on. */
    boolean isWanted() {
        return !ended && (sweep != null || pull != null || !proposals.isEmpty() || !reads.isEmpty());
    }

    /** A proposal with its bytes. */
    record Candidate(Pid pid, TxId txId, Value value) {}

    /**
     * What this node would have the key taken by, if the voters leave it free: the lowest of its clients' proposals, or
     * else what its own voter has voted for. The latter matters when all others answer faster than the own voter, whose
     * reservation would otherwise never be finished.
     */
    @Nullable
    Candidate candidate() {
        Proposal lowest = null;
        for (Proposal proposal : proposals.values()) {
            if (lowest == null || proposal.pid.compareTo(lowest.pid) < 0) {
                lowest = proposal;
            }
        }
        if (lowest != null) {
            return new Candidate(lowest.pid, lowest.txId, lowest.value);
        }
        Vote vote = ownVote();
        return vote == null ? null : new Candidate(vote.pid(), vote.txId(), vote.value());
    }

    private @Nullable Vote ownVote() {
        return shared.home.state(key) instanceof Undecided undecided ? undecided.vote() : null;
    }

    /** Whether a proposal of this node stands best, as far as is known, so that it should be the first to recover. */
    boolean leads() {
        for (Proposal proposal : proposals.values()) {
            if (proposal.votes() * 2 > shared.quorums.voters()) {
                return true;
            }
        }
        return false;
    }

    @Nullable
    Value bytesOf(Pid pid) {
        Proposal proposal = proposals.get(pid);
        if (proposal != null) {
            return proposal.value;
        }
        Vote vote = ownVote();
        return vote != null && vote.pid().equals(pid) ? vote.value() : null;
    }

    void sawBallot(Ballot ballot) {
        highestSeenRound = Math.max(highestSeenRound, ballot.round());
    }

    long highestSeenRound() {
        return highestSeenRound;
    }

    /** What any round may be answered, whatever it asked. */
    void onOtherAnswer(int voter, Reply reply) {
        switch (reply) {
            case Reply.Committed committed -> outcomeKnown(committed.pid(), committed.txId(), committed.value(), voter);
            case Reply.WrongEpoch wrong -> coordinator.otherConfigs(wrong.chain());
            default -> {
                // An answer to something this round never asked, from a confused or an older peer: not counted.
            }
        }
    }

    /** This node decided the key: tell the clients first, then everybody. */
    void decided(Pid pid, TxId txId, Value value) {
        Proposal own = proposals.get(pid);
        settle(pid, txId, own != null);
        shared.router.send(
                others(), new Message.Commit(shared.epoch(), key, pid, txId, null), Router.Way.REPRESENTATIVE);
        shared.home.commit(key, new Committed(pid, txId, value));
        coordinator.ended(this);
    }

    private VoterSet others() {
        VoterSet others = shared.quorums.all();
        int self = shared.quorums.numberOf(shared.self);
        if (self >= 0) {
            others.remove(self);
        }
        return others;
    }

    /** Somebody else decided the key; the bytes may have to be fetched. */
    void outcomeKnown(Pid pid, TxId txId, @Nullable Value value, int knower) {
        if (ended) {
            return;
        }
        if (value != null && !Pid.of(shared.config.network(), key, txId, value).equals(pid)) {
            throw new ProtocolViolation("the bytes of " + key + " do not hash to their pid " + pid);
        }
        Value bytes = value == null ? bytesOf(pid) : value;
        settle(pid, txId, false);
        if (bytes != null) {
            shared.home.commit(key, new Committed(pid, txId, bytes));
        } else {
            stopFinisher();
            pull(pid, knower);
        }
    }

    /**
     * Fetches the bytes of the key's outcome.
     *
     * @param knower who is asked first; -1 for nobody in particular
     */
    void pull(Pid pid, int knower) {
        if (pull == null) {
            pull = Fetch.patiently(shared, key, pid, others(), knower, this::onPulled);
            pull.start();
        }
    }

    private void onPulled(@Nullable Committed bytes, VoterSet asked) {
        pull = null;
        if (bytes != null) {
            shared.home.commit(key, bytes);
        } else {
            // Reads ask again, whom they can; for everybody else anti-entropy brings the bytes.
            for (Read read : List.copyOf(reads)) {
                read.start(this);
            }
            coordinator.endIfUnwanted(this);
        }
    }

    /** The outcome is committed at this node, by whatever way it came. */
    void committedHere(Committed committed) {
        settle(committed.pid(), committed.txId(), false);
        for (Read read : List.copyOf(reads)) {
            read.finish(new ReadOutcome.Found(committed));
        }
        coordinator.ended(this);
    }

    /** Answers every client whose fate is known with the outcome of the key. */
    private void settle(Pid pid, TxId txId, boolean decidedByOwn) {
        for (Proposal proposal : List.copyOf(proposals.values())) {
            proposal.close();
            for (PendingStore call : proposal.calls) {
                call.finish(outcome(call.call(), proposal.pid, pid, txId, decidedByOwn, shared.config));
            }
        }
        proposals.clear();
    }

    static StoreOutcome outcome(
            StoreCall call, Pid asked, Pid winner, TxId winnerTx, boolean decidedNow, Config config) {
        if (asked.equals(winner)) {
            return decidedNow
                    ? new StoreOutcome.Stored(call.txId(), winner)
                    : new StoreOutcome.AlreadyYours(call.txId(), winner);
        }
        if (winnerTx.equals(call.txId())) {
            return new StoreOutcome.TxReused(call.txId(), winner);
        }
        boolean sameValue =
                Pid.of(config.network(), call.key(), winnerTx, call.value()).equals(winner);
        return new StoreOutcome.KeyExists(call.txId(), winnerTx, winner, sameValue);
    }

    /** The finisher found no proposal: who joined it asks for itself, since the finding may be older than the question. */
    void nothingToFinish() {
        stopSweep();
        for (Read read : List.copyOf(reads)) {
            read.start(this);
        }
        coordinator.endIfUnwanted(this);
    }

    /** A client's deadline has passed. */
    void expire(PendingStore call) {
        for (Proposal proposal : List.copyOf(proposals.values())) {
            if (proposal.calls.remove(call) && proposal.calls.isEmpty()) {
                proposal.close();
                proposals.remove(proposal.pid);
            }
        }
        coordinator.endIfUnwanted(this);
    }

    void forget(Read read) {
        reads.remove(read);
        coordinator.endIfUnwanted(this);
    }

    private void stopSweep() {
        if (sweep != null) {
            sweep.cancel();
            sweep = null;
        }
    }

    void close() {
        ended = true;
        stopFinisher();
        stopSweep();
        if (pull != null) {
            pull.close();
            pull = null;
        }
        proposals.values().forEach(Proposal::close);
        proposals.clear();
    }
}
