package io.replicator.engine.quorum;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.replicator.engine.Samples;
import io.replicator.engine.model.Ballot;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.ProtocolViolation;
import io.replicator.engine.model.StoreId;
import org.junit.jupiter.api.Test;

class ValueRuleTest {

    private static final Pid ONE = Samples.pid(1);
    private static final Pid TWO = Samples.pid(2);
    private static final Pid THREE = Samples.pid(3);
    private static final Ballot CLASSIC = new Ballot(2, new StoreId(0, 1), 1);
    private static final Ballot HIGHER = new Ballot(3, new StoreId(0, 1), 1);

    private final ValueRule three = new ValueRule(Samples.quorums(3));
    private final ValueRule nine = new ValueRule(Samples.quorums(3, 3, 3));

    @Test
    void choosesNothingWithoutAClassicQuorum() {
        three.add(0);
        assertFalse(three.isReady());
        assertThrows(IllegalStateException.class, three::choose);
    }

    @Test
    void responderThatRepeatsItselfCountsOnce() {
        three.add(0, Ballot.FAST, ONE);
        three.add(0, Ballot.FAST, ONE);
        three.add(0);
        assertFalse(three.isReady());
    }

    @Test
    void findsNothingWhenNobodyVoted() {
        three.add(0);
        three.add(2);
        assertEquals(new ValueRule.Nothing(), three.choose());
    }

    @Test
    void takesTheHighestVoteAboveTheFastBallot() {
        three.add(0, Ballot.CONFIRM, ONE);
        three.add(1, Ballot.FAST, TWO);
        assertEquals(new ValueRule.Must(ONE), three.choose());
    }

    @Test
    void takesTheHighestOfSeveralClassicVotes() {
        three.add(0, Ballot.CONFIRM, ONE);
        three.add(1, CLASSIC, TWO);
        three.add(2, HIGHER, THREE);
        assertEquals(new ValueRule.Must(THREE), three.choose());
    }

    @Test
    void mustTakeWhatMayHaveAFastQuorum() {
        three.add(0, Ballot.FAST, ONE);
        three.add(1, Ballot.FAST, ONE);
        assertEquals(new ValueRule.Must(ONE), three.choose());
    }

    @Test
    void isFreeWhenNothingCanHaveAFastQuorum() {
        three.add(0, Ballot.FAST, TWO);
        three.add(1);
        assertEquals(new ValueRule.Free(TWO), three.choose());
    }

    @Test
    void mustTakeWhatLacksAsManyVotesAsMayBeMissing() {
        nine.add(0, Ballot.FAST, TWO);
        nine.add(1, Ballot.FAST, ONE);
        nine.add(3, Ballot.FAST, TWO);
        nine.add(4, Ballot.FAST, TWO);
        assertEquals(new ValueRule.Must(TWO), nine.choose());
    }

    @Test
    void pluralityWinsWhenFree() {
        nine.add(0, Ballot.FAST, TWO);
        nine.add(1, Ballot.FAST, TWO);
        nine.add(3, Ballot.FAST, ONE);
        nine.add(4);
        assertEquals(new ValueRule.Free(TWO), nine.choose());
    }

    @Test
    void smallestPidWinsAmongEqualsWhenFree() {
        nine.add(0, Ballot.FAST, THREE);
        nine.add(1, Ballot.FAST, ONE);
        nine.add(3, Ballot.FAST, TWO);
        nine.add(4);
        assertEquals(new ValueRule.Free(ONE), nine.choose());
    }

    @Test
    void twoProposalsAtOneBallotAreAViolation() {
        three.add(0, CLASSIC, ONE);
        assertThrows(ProtocolViolation.class, () -> three.add(1, CLASSIC, TWO));
    }

    @Test
    void lowerVotesOfOthersAreNoViolation() {
        three.add(0, HIGHER, ONE);
        three.add(1, CLASSIC, TWO);
        assertEquals(new ValueRule.Must(ONE), three.choose());
    }
}
