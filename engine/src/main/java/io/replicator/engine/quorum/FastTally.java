package io.replicator.engine.quorum;

/**
 * Counts the answers to one Propose (protocol section 5). A vote once received is never withdrawn: it is a fact of
 * ballot 0, safe to count late or twice. Mutable; not thread-safe.
 */
public final class FastTally {

    /** What the coordinator does next. */
    public enum Verdict {
        WAIT,
        /** A fast quorum voted: the proposal is chosen. */
        DECIDED,
        /** A classic quorum voted, and too many others will not: have it confirmed at ballot 1. */
        CONFIRM,
        /** No classic quorum can vote for it any more: recover after a backoff, since a Commit may come by itself. */
        RECOVER_LATER,
        /** As before, and a voter has promised a classic ballot already: recover at once. */
        RECOVER_NOW
    }

    private final Quorums quorums;
    private final VoterSet voted;
    private final VoterSet denied;
    private boolean promiseAlone;

    public FastTally(Quorums quorums) {
        this.quorums = quorums;
        this.voted = quorums.none();
        this.denied = quorums.none();
    }

    public void voted(int voter) {
        voted.add(voter);
        denied.remove(voter);
    }

    /**
     * @param withoutVote whether the voter holds a promise alone, and no vote
     */
    public void denied(int voter, boolean withoutVote) {
        if (!voted.contains(voter)) {
            denied.add(voter);
            promiseAlone |= withoutVote;
        }
    }

    /** Those who voted; not to be changed. */
    public VoterSet voters() {
        return voted;
    }

    public boolean hasAnswered(int voter) {
        return voted.contains(voter) || denied.contains(voter);
    }

    /**
     * @param suspected voters that are not expected to answer
     * @param hedged whether the hedge timer has fired, so that silence counts as denial
     */
    public Verdict verdict(VoterSet suspected, boolean hedged) {
        if (quorums.isFast(voted)) {
            return Verdict.DECIDED;
        }
        VoterSet lost = hedged ? quorums.all() : denied.copy().addAll(suspected);
        lost.removeAll(voted);
        if (lost.size() > quorums.missable() && quorums.isClassic(voted)) {
            return Verdict.CONFIRM;
        }
        if (quorums.isClassicWithout(lost)) {
            return Verdict.WAIT;
        }
        return promiseAlone ? Verdict.RECOVER_NOW : Verdict.RECOVER_LATER;
    }
}
