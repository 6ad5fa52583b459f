package io.replicator.simulator.invariant;

import io.replicator.engine.model.Ballot;
import io.replicator.engine.model.KeyState;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.Vote;
import io.replicator.engine.quorum.Quorums;
import io.replicator.engine.quorum.VoterSet;
import org.jspecify.annotations.Nullable;

/**
 * S2, an acknowledged store is never lost (protocol sections 5 and 9): whichever voters answer a recovery, as long as a
 * classic quorum is among them, what they durably know obliges it to take the acknowledged proposal. Goes through the
 * voters a few times instead of through all sets R of them.
 *
 * <p>Why that is exact, for an adversary who chooses R against pid p:
 * <ul>
 *   <li>One voter that is committed to p makes R yield p (Recover 1), so R has none. One that is committed to another
 *       proposal contradicts p outright.
 *   <li><em>R with a vote at a ballot of 1 or more</em> yields what was voted for at its highest one, b (Recover 2), and
 *       fails p if that is another proposal. Then R lies within L(b), the uncommitted voters whose vote is at b or lower or
 *       who have none. If L(b) contains a classic quorum, then L(b) is such an R itself. L grows with b, so that only the
 *       highest ballot that voted for another proposal needs to be looked at. (Two proposals at b, which must not be, fail p
 *       too if one of them is another.)
 *   <li><em>R without such a vote</em> lies within Z, the uncommitted voters with a vote at ballot 0 or none. It yields p
 *       if and only if at most e of R do not vote for p (Recover 3; no two proposals pass this test, as |R| &gt; 2e). That
 *       number grows with R, so that if any R fails p, then Z does.
 * </ul>
 */
public final class Survival {

    private Survival() {}

    /**
     * Looks for voters whose answers would let a recovery take something else than this proposal.
     *
     * @param states what each voter durably knows of the key, by its number; null for a voter that never answers again
     * @return all voters of such a recovery; null if there is none, also if too few are left for any recovery. If voters are
     *     committed to another proposal, these voters alone: each is wrong by itself, whoever else answers
     */
    public static @Nullable VoterSet counterexample(Quorums quorums, @Nullable KeyState[] states, Pid pid) {
        if (states.length != quorums.voters()) {
            throw new IllegalArgumentException(states.length + " states of " + quorums.voters() + " voters");
        }
        VoterSet committedElsewhere = committedToOther(quorums, states, pid);
        if (committedElsewhere != null) {
            return committedElsewhere;
        }
        Ballot rival = highestForOther(states, pid);
        if (rival != null) {
            VoterSet low = uncommittedUpTo(rival, quorums, states);
            if (quorums.isClassic(low)) {
                return low;
            }
        }
        VoterSet fast = uncommittedUpTo(Ballot.FAST, quorums, states);
        return quorums.isClassic(fast) && without(pid, fast, states) > quorums.missable() ? fast : null;
    }

    private static @Nullable VoterSet committedToOther(Quorums quorums, @Nullable KeyState[] states, Pid pid) {
        VoterSet others = null;
        for (int voter = 0; voter < states.length; voter++) {
            if (states[voter] instanceof KeyState.Committed committed
                    && !committed.pid().equals(pid)) {
                others = others == null ? quorums.none() : others;
                others.add(voter);
            }
        }
        return others;
    }

    /** The highest ballot of 1 or more at which somebody who has not committed voted for another proposal. */
    private static @Nullable Ballot highestForOther(@Nullable KeyState[] states, Pid pid) {
        Ballot highest = null;
        for (KeyState state : states) {
            Vote vote = voteOf(state);
            if (vote != null
                    && !vote.ballot().isFast()
                    && !vote.pid().equals(pid)
                    && (highest == null || vote.ballot().isAbove(highest))) {
                highest = vote.ballot();
            }
        }
        return highest;
    }

    private static VoterSet uncommittedUpTo(Ballot ballot, Quorums quorums, @Nullable KeyState[] states) {
        VoterSet set = quorums.none();
        for (int voter = 0; voter < states.length; voter++) {
            if (states[voter] instanceof KeyState.Undecided(Ballot _, Vote vote)
                    && (vote == null || !vote.ballot().isAbove(ballot))) {
                set.add(voter);
            }
        }
        return set;
    }

    /** How many of these voters, whose votes are at ballot 0, do not vote for the proposal. */
    private static int without(Pid pid, VoterSet voters, @Nullable KeyState[] states) {
        int count = 0;
        for (int voter = voters.next(0); voter >= 0; voter = voters.next(voter + 1)) {
            Vote vote = voteOf(states[voter]);
            if (vote == null || !vote.pid().equals(pid)) {
                count++;
            }
        }
        return count;
    }

    private static @Nullable Vote voteOf(@Nullable KeyState state) {
        return state instanceof KeyState.Undecided undecided ? undecided.vote() : null;
    }
}
