package io.replicator.engine.quorum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.replicator.engine.Samples;
import io.replicator.engine.quorum.FastTally.Verdict;
import org.junit.jupiter.api.Test;

class FastTallyTest {

    private final Quorums three = Samples.quorums(3);
    private final Quorums twoTimesThree = Samples.quorums(3, 3);

    private static FastTally tally(Quorums quorums, int... voters) {
        FastTally tally = new FastTally(quorums);
        for (int voter : voters) {
            tally.voted(voter);
        }
        return tally;
    }

    private static VoterSet of(Quorums quorums, int... voters) {
        VoterSet set = quorums.none();
        for (int voter : voters) {
            set.add(voter);
        }
        return set;
    }

    @Test
    void decidesWithAFastQuorum() {
        assertEquals(Verdict.DECIDED, tally(three, 0, 1, 2).verdict(three.none(), false));
        assertEquals(Verdict.DECIDED, tally(twoTimesThree, 0, 1, 2, 3, 4).verdict(twoTimesThree.none(), false));
    }

    @Test
    void waitsWhileAFastQuorumIsPossible() {
        assertEquals(Verdict.WAIT, tally(three).verdict(three.none(), false));
        assertEquals(Verdict.WAIT, tally(three, 0, 1).verdict(three.none(), false));
        FastTally tally = tally(twoTimesThree, 0, 1, 3, 4);
        tally.denied(2, false);
        assertEquals(Verdict.WAIT, tally.verdict(twoTimesThree.none(), false));
    }

    @Test
    void confirmsWhenMoreThanTheMissableAreDenied() {
        FastTally tally = tally(three, 0, 1);
        tally.denied(2, false);
        assertEquals(Verdict.CONFIRM, tally.verdict(three.none(), false));
    }

    @Test
    void confirmsWhenMoreThanTheMissableAreSuspected() {
        assertEquals(Verdict.CONFIRM, tally(three, 0, 1).verdict(of(three, 2), false));
        FastTally tally = tally(twoTimesThree, 0, 1, 3, 4);
        assertEquals(Verdict.WAIT, tally.verdict(of(twoTimesThree, 2), false));
        assertEquals(Verdict.CONFIRM, tally.verdict(of(twoTimesThree, 2, 5), false));
    }

    @Test
    void confirmsWhenTheHedgeFires() {
        assertEquals(Verdict.CONFIRM, tally(three, 0, 1).verdict(three.none(), true));
    }

    @Test
    void countsAVoterOnceHoweverItIsMissing() {
        FastTally tally = tally(twoTimesThree, 0, 1, 3, 4);
        tally.denied(5, false);
        assertEquals(Verdict.WAIT, tally.verdict(of(twoTimesThree, 5), false));
    }

    @Test
    void suspicionOfAVoterThatVotedCountsForNothing() {
        assertEquals(Verdict.DECIDED, tally(three, 0, 1, 2).verdict(three.all(), true));
    }

    @Test
    void recoversLaterWhenNoClassicQuorumIsPossible() {
        FastTally tally = tally(three, 0);
        tally.denied(1, false);
        assertEquals(Verdict.WAIT, tally.verdict(three.none(), false));
        tally.denied(2, false);
        assertEquals(Verdict.RECOVER_LATER, tally.verdict(three.none(), false));
    }

    @Test
    void recoversAtOnceWhenAPromiseStandsInTheWay() {
        FastTally tally = tally(three, 0);
        tally.denied(1, true);
        tally.denied(2, false);
        assertEquals(Verdict.RECOVER_NOW, tally.verdict(three.none(), false));
    }

    @Test
    void recoversWhenTheHedgeFiresWithoutAClassicQuorum() {
        assertEquals(Verdict.RECOVER_LATER, tally(three, 0).verdict(three.none(), true));
    }

    @Test
    void voteIsNotWithdrawnByALaterDenial() {
        FastTally tally = tally(three, 0, 1, 2);
        tally.denied(1, false);
        assertEquals(Verdict.DECIDED, tally.verdict(three.none(), false));
    }

    @Test
    void voteReplacesAnEarlierDenial() {
        FastTally tally = tally(three, 0, 1);
        tally.denied(2, false);
        tally.voted(2);
        assertEquals(Verdict.DECIDED, tally.verdict(three.none(), false));
    }

    @Test
    void voteThatComesTwiceCountsOnce() {
        assertEquals(Verdict.WAIT, tally(three, 0, 0, 0).verdict(three.none(), false));
    }

    @Test
    void knowsWhoAnswered() {
        FastTally tally = tally(three, 0);
        tally.denied(1, false);
        assertTrue(tally.hasAnswered(0));
        assertTrue(tally.hasAnswered(1));
        assertFalse(tally.hasAnswered(2));
    }
}
