package io.replicator.engine.acceptor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.replicator.engine.Samples;
import io.replicator.engine.acceptor.Acceptor.Decision;
import io.replicator.engine.message.Reply;
import io.replicator.engine.message.Reply.VoteReport;
import io.replicator.engine.message.Request;
import io.replicator.engine.message.Request.Accept;
import io.replicator.engine.message.Request.Fetch;
import io.replicator.engine.message.Request.Prepare;
import io.replicator.engine.message.Request.Propose;
import io.replicator.engine.message.Request.Query;
import io.replicator.engine.model.Ballot;
import io.replicator.engine.model.KeyState;
import io.replicator.engine.model.KeyState.Committed;
import io.replicator.engine.model.KeyState.Undecided;
import io.replicator.engine.model.Pid;
import io.replicator.engine.model.ProtocolViolation;
import io.replicator.engine.model.StoreId;
import io.replicator.engine.model.TxId;
import io.replicator.engine.model.Value;
import io.replicator.engine.model.Vote;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The rules of protocol section 4, each with its complete decision: the new state, or none, and the reply. */
class AcceptorTest {

    private static final Value VALUE = Samples.value("value");
    private static final TxId TX = new TxId("tx");
    private static final Pid PID = Samples.pid("key", "tx", "value");
    private static final TxId OTHER_TX = new TxId("other");
    private static final Pid OTHER = Samples.pid("key", "other", "value");

    private static final Ballot LOW = new Ballot(2, new StoreId(0, 1), 1);
    private static final Ballot MIDDLE = new Ballot(3, new StoreId(0, 1), 1);
    private static final Ballot HIGH = new Ballot(4, new StoreId(0, 1), 1);

    private static Vote vote(Ballot ballot) {
        return new Vote(ballot, PID, TX, VALUE);
    }

    private static Undecided voted(Ballot ballot) {
        return new Undecided(ballot, vote(ballot));
    }

    private static Undecided promised(Ballot ballot) {
        return new Undecided(ballot, null);
    }

    private static Propose propose() {
        return new Propose(PID, TX, VALUE);
    }

    private static Propose otherPropose() {
        return new Propose(OTHER, OTHER_TX, VALUE);
    }

    private static Accept accept(Ballot ballot) {
        return new Accept(ballot, PID, TX, VALUE);
    }

    private static Accept shortAccept(Ballot ballot) {
        return new Accept(ballot, PID, TX, null);
    }

    private static void assertReply(Reply expected, KeyState state, Request request) {
        assertEquals(new Decision(null, expected), Acceptor.decide(state, request));
    }

    private static void assertChange(KeyState changed, Reply reply, KeyState state, Request request) {
        assertEquals(new Decision(changed, reply), Acceptor.decide(state, request));
    }

    // ---- Committed.

    private static final Committed COMMITTED = new Committed(PID, TX, VALUE);

    static Stream<Request> requests() {
        return Stream.of(
                propose(), otherPropose(), accept(HIGH), shortAccept(LOW), new Prepare(HIGH), new Fetch(OTHER));
    }

    @ParameterizedTest
    @MethodSource("requests")
    void answersEveryRequestWithTheOutcomeOnceCommitted(Request request) {
        assertReply(new Reply.Committed(PID, TX, null), COMMITTED, request);
    }

    @Test
    void answersQueryOfCommittedKeyWithItsBytesWhenTheyAreFew() {
        assertReply(new Reply.Committed(PID, TX, VALUE), COMMITTED, new Query());
        Value longest = Value.of(new byte[Acceptor.INLINE_VALUE_BYTES]);
        assertReply(new Reply.Committed(PID, TX, longest), new Committed(PID, TX, longest), new Query());
    }

    @Test
    void leavesOutTheBytesOfCommittedKeyWhenTheyAreMany() {
        Value tooLong = Value.of(new byte[Acceptor.INLINE_VALUE_BYTES + 1]);
        assertReply(new Reply.Committed(PID, TX, null), new Committed(PID, TX, tooLong), new Query());
    }

    @Test
    void servesTheBytesOfCommittedKey() {
        assertReply(new Reply.Fetched(PID, TX, VALUE), COMMITTED, new Fetch(PID));
    }

    // ---- Propose.

    @Test
    void reservesAnUntouchedKey() {
        assertChange(voted(Ballot.FAST), new Reply.Voted(PID), KeyState.UNTOUCHED, propose());
    }

    @Test
    void repeatsItsVoteForTheSameProposal() {
        assertReply(new Reply.Voted(PID), voted(Ballot.FAST), propose());
    }

    @Test
    void repeatsItsVoteForTheSameProposalAfterAPromise() {
        assertReply(new Reply.Voted(PID), new Undecided(HIGH, vote(Ballot.FAST)), propose());
    }

    @Test
    void deniesProposalWhenKeyIsReserved() {
        assertReply(
                new Reply.Denied(OTHER, Ballot.FAST, new VoteReport(Ballot.FAST, PID, TX)),
                voted(Ballot.FAST),
                otherPropose());
    }

    @Test
    void deniesProposalWhenAHigherBallotIsPromised() {
        assertReply(new Reply.Denied(PID, LOW, null), promised(LOW), propose());
    }

    @Test
    void deniesTheSameProposalWhenItsVoteIsOfAHigherBallot() {
        assertReply(new Reply.Denied(PID, LOW, new VoteReport(LOW, PID, TX)), voted(LOW), propose());
        assertReply(
                new Reply.Denied(PID, Ballot.CONFIRM, new VoteReport(Ballot.CONFIRM, PID, TX)),
                voted(Ballot.CONFIRM),
                propose());
    }

    // ---- Accept.

    @Test
    void acceptsAnyBallotOnAnUntouchedKey() {
        assertChange(voted(LOW), new Reply.Accepted(LOW, PID), KeyState.UNTOUCHED, accept(LOW));
        assertChange(
                voted(Ballot.CONFIRM),
                new Reply.Accepted(Ballot.CONFIRM, PID),
                KeyState.UNTOUCHED,
                accept(Ballot.CONFIRM));
    }

    @Test
    void acceptsThePromisedBallot() {
        assertChange(voted(LOW), new Reply.Accepted(LOW, PID), promised(LOW), accept(LOW));
    }

    @Test
    void acceptsAboveThePromise() {
        assertChange(voted(HIGH), new Reply.Accepted(HIGH, PID), promised(LOW), accept(HIGH));
    }

    @Test
    void rejectsAcceptBelowThePromise() {
        assertReply(new Reply.Rejected(LOW, HIGH), promised(HIGH), accept(LOW));
        assertReply(new Reply.Rejected(Ballot.CONFIRM, LOW), promised(LOW), accept(Ballot.CONFIRM));
        assertReply(new Reply.Rejected(LOW, HIGH), new Undecided(HIGH, vote(LOW)), accept(LOW));
    }

    @Test
    void replacesAVoteForAnotherProposal() {
        Undecided other = new Undecided(Ballot.FAST, new Vote(Ballot.FAST, OTHER, OTHER_TX, VALUE));
        assertChange(voted(LOW), new Reply.Accepted(LOW, PID), other, accept(LOW));
    }

    @Test
    void repeatsItsAcceptance() {
        assertReply(new Reply.Accepted(LOW, PID), voted(LOW), accept(LOW));
        assertReply(new Reply.Accepted(LOW, PID), voted(LOW), shortAccept(LOW));
    }

    @Test
    void stopsWhenOneBallotCarriesTwoProposals() {
        assertThrows(
                ProtocolViolation.class, () -> Acceptor.decide(voted(LOW), new Accept(LOW, OTHER, OTHER_TX, VALUE)));
    }

    @Test
    void asksForTheBytesItDoesNotHold() {
        assertReply(new Reply.NeedValue(LOW, PID), KeyState.UNTOUCHED, shortAccept(LOW));
        assertReply(new Reply.NeedValue(LOW, PID), promised(LOW), shortAccept(LOW));
        Undecided other = new Undecided(LOW, new Vote(Ballot.FAST, OTHER, OTHER_TX, VALUE));
        assertReply(new Reply.NeedValue(LOW, PID), other, shortAccept(LOW));
    }

    @Test
    void takesTheBytesFromItsOwnVote() {
        assertChange(voted(LOW), new Reply.Accepted(LOW, PID), voted(Ballot.FAST), shortAccept(LOW));
    }

    // ---- Prepare.

    @Test
    void promisesAHigherBallot() {
        assertChange(promised(LOW), new Reply.Promise(LOW, null), KeyState.UNTOUCHED, new Prepare(LOW));
        assertChange(promised(HIGH), new Reply.Promise(HIGH, null), promised(LOW), new Prepare(HIGH));
    }

    @Test
    void keepsAndReportsItsVoteWhenItPromises() {
        assertChange(
                new Undecided(HIGH, vote(LOW)),
                new Reply.Promise(HIGH, new VoteReport(LOW, PID, TX)),
                voted(LOW),
                new Prepare(HIGH));
    }

    @Test
    void repeatsItsPromiseUntilItVotesAtTheBallot() {
        assertReply(new Reply.Promise(LOW, null), promised(LOW), new Prepare(LOW));
        assertReply(
                new Reply.Promise(LOW, new VoteReport(Ballot.FAST, PID, TX)),
                new Undecided(LOW, vote(Ballot.FAST)),
                new Prepare(LOW));
        assertReply(new Reply.Rejected(LOW, LOW), voted(LOW), new Prepare(LOW));
    }

    @Test
    void rejectsPrepareBelowThePromise() {
        assertReply(new Reply.Rejected(LOW, MIDDLE), promised(MIDDLE), new Prepare(LOW));
    }

    @Test
    void onlyClassicBallotsArePrepared() {
        assertThrows(IllegalArgumentException.class, () -> new Prepare(Ballot.FAST));
        assertThrows(IllegalArgumentException.class, () -> new Prepare(Ballot.CONFIRM));
    }

    // ---- Query and Fetch.

    @Test
    void reportsWhatItHoldsAndChangesNothing() {
        assertReply(new Reply.Report(Ballot.FAST, null), KeyState.UNTOUCHED, new Query());
        assertReply(new Reply.Report(HIGH, null), promised(HIGH), new Query());
        assertReply(new Reply.Report(HIGH, new VoteReport(LOW, PID, TX)), new Undecided(HIGH, vote(LOW)), new Query());
    }

    @Test
    void servesTheBytesOfItsVote() {
        assertReply(new Reply.Fetched(PID, TX, VALUE), voted(LOW), new Fetch(PID));
    }

    @Test
    void admitsThatItLacksTheBytes() {
        assertReply(new Reply.Missing(OTHER), voted(LOW), new Fetch(OTHER));
        assertReply(new Reply.Missing(PID), KeyState.UNTOUCHED, new Fetch(PID));
    }

    @Test
    void promiseAloneIsNoVote() {
        Decision decision = Acceptor.decide(KeyState.UNTOUCHED, new Prepare(HIGH));
        Undecided changed = (Undecided) decision.changed();
        assertNull(changed == null ? vote(HIGH) : changed.vote());
    }
}
