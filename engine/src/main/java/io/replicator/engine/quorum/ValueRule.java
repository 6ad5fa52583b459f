package io.replicator.engine.quorum;

import io.replicator.engine.model.Ballot;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.ProtocolViolation;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Which value a classic ballot must or may take, from the last votes of responders that contain a classic quorum
 * (protocol section 5, Recover, rules 2 to 4; Lamport, Fast Paxos, 2006, section 2.2). Mutable; not thread-safe.
 */
public final class ValueRule {

    /** What the responders oblige to. */
    public sealed interface Choice {}

    /** This proposal may have been chosen already: no other one can be. */
    public record Must(Pid pid) implements Choice {}

    /** Nothing can have been chosen; of the proposals that were voted for, this one stands best. */
    public record Free(Pid plurality) implements Choice {}

    /** Nothing can have been chosen, and nothing was voted for. */
    public record Nothing() implements Choice {}

    private final Quorums quorums;
    private final VoterSet responders;
    private final Map<Pid, Integer> fastVotes = new TreeMap<>();
    private Ballot highest = Ballot.FAST;
    private @Nullable Pid atHighest;

    public ValueRule(Quorums quorums) {
        this.quorums = quorums;
        this.responders = quorums.none();
    }

    /** A responder without a vote; one that responds twice counts once. */
    public void add(int responder) {
        responders.add(responder);
    }

    /** A responder with its last vote; one that responds twice counts once. */
    public void add(int responder, Ballot ballot, Pid pid) {
        if (!responders.add(responder)) {
            return;
        }
        if (ballot.isFast()) {
            fastVotes.merge(pid, 1, Integer::sum);
        } else if (ballot.isAbove(highest)) {
            highest = ballot;
            atHighest = pid;
        } else if (ballot.equals(highest) && !pid.equals(atHighest)) {
            throw new ProtocolViolation("two proposals at ballot " + ballot + ": " + pid + " and " + atHighest);
        }
    }

    public VoterSet responders() {
        return responders;
    }

    public boolean isReady() {
        return quorums.isClassic(responders);
    }

    /**
     * The choice.
     *
     * @throws IllegalStateException if the responders contain no classic quorum
     * @throws ProtocolViolation if two proposals could both have been chosen
     */
    public Choice choose() {
        if (!isReady()) {
            throw new IllegalStateException("the responders contain no classic quorum");
        }
        if (atHighest != null) {
            return new Must(atHighest);
        }
        Pid must = null;
        Pid best = null;
        int most = 0;
        int count = responders.size();
        for (Map.Entry<Pid, Integer> votes : fastVotes.entrySet()) {
            if (count - votes.getValue() <= quorums.missable()) {
                if (must != null) {
                    throw new ProtocolViolation("both " + must + " and " + votes.getKey() + " may have been chosen");
                }
                must = votes.getKey();
            }
            // Pids come in order, so that of two with as many votes the smaller one stays.
            if (votes.getValue() > most) {
                most = votes.getValue();
                best = votes.getKey();
            }
        }
        if (must != null) {
            return new Must(must);
        }
        return best == null ? new Nothing() : new Free(best);
    }
}
