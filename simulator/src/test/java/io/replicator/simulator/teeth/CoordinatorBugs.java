package io.replicator.simulator.teeth;

import static io.replicator.simulator.invariant.Property.ACKNOWLEDGED_SURVIVES;
import static io.replicator.simulator.invariant.Property.AVAILABLE;
import static io.replicator.simulator.invariant.Property.BALLOTS_ARE_FRESH;
import static io.replicator.simulator.invariant.Property.COMMITS_ARE_CHOSEN;
import static io.replicator.simulator.invariant.Property.ENGINE_ASSERTIONS;
import static io.replicator.simulator.invariant.Property.ONE_PROPOSAL_PER_BALLOT;
import static io.replicator.simulator.invariant.Property.ONE_VALUE_PER_KEY;

import io.replicator.simulator.scenario.Interleaving;
import java.util.List;

/** Bugs of coordinators: whose answers they count, when they take a key for decided, how they recover (section 5). */
final class CoordinatorBugs {

    private static final String FINISHER = "coordinator/Finisher.java";
    private static final String SHARED = "coordinator/Shared.java";
    private static final String COORDINATOR = "coordinator/Coordinator.java";

    private CoordinatorBugs() {}

    static List<PlantedBug> all() {
        return List.of(
                PlantedBug.of(
                                "own-vote-acknowledges",
                                "the client is told once the node itself has reserved the key: another node's proposal may win")
                        .under(Need.CONTENTION)
                        .seen(ACKNOWLEDGED_SURVIVES, COMMITS_ARE_CHOSEN, ONE_VALUE_PER_KEY)
                        .engine(
                                "coordinator/Proposal.java",
                                "shared.probe.votedLocally(shared.now - fast.startedAt());",
                                """
                                shared.probe.votedLocally(shared.now - fast.startedAt());
                                decide(true);
                                return;"""),
                PlantedBug.of(
                                "classic-quorum-of-reservations-acknowledges",
                                "the confirmation at ballot 1 is left out: with a voter away, the reservations of the others are"
                                        + " taken for a decision, which a recovery need not see")
                        .under(Need.ABSENCE, Need.CONTENTION)
                        .seen(ACKNOWLEDGED_SURVIVES, COMMITS_ARE_CHOSEN, ONE_VALUE_PER_KEY)
                        .engine(
                                "coordinator/Proposal.java",
                                "confirm(); } } case RECOVER_LATER",
                                "decide(false); } } case RECOVER_LATER"),
                PlantedBug.of(
                                "representative-counts-as-its-cluster",
                                "the answer of one remote voter is counted for all voters of its cluster")
                        .under(Need.CLUSTERS)
                        .seenAsTwoWinners()
                        .engine(COORDINATOR, "round.answer(number, answer.reply());", """
                                int cluster = shared.quorums.clusterOf(number);
                                boolean remote = !shared.peers.isLocal(cluster);
                                int first = remote ? shared.quorums.firstOf(cluster) : number;
                                int end = remote ? shared.quorums.endOf(cluster) : number + 1;
                                for (int voter = first; voter < end; voter++) {
                                    round.answer(voter, answer.reply());
                                }"""),
                PlantedBug.of(
                                "relayed-answer-counts-for-the-representative",
                                "what a voter answers is put down to the representative that passed it on, which may have said"
                                        + " something else")
                        .under(Need.CLUSTERS, Need.CONTENTION)
                        .seenAsTwoWinners()
                        .engine(
                                "driver/Driver.java",
                                "case Relayed relayed -> onAnswered(relayed.voter(), relayed.answer());",
                                "case Relayed relayed -> onAnswered(from, relayed.answer());"),
                PlantedBug.of(
                                "representative-answers-for-the-absent",
                                "a representative that has no session to a voter answers in its place out of its own state:"
                                        + " votes are counted that nobody keeps")
                        .under(Need.CLUSTERS, Need.ABSENCE)
                        .seenAsTwoWinners()
                        .engine("driver/Driver.java", "send(voter, passedOn);", """
                                if (passedOn instanceof Ask ask && !answers(voter)) {
                                    Reply guess = Acceptor.decide(keys.get(ask.key()).state(), ask.request()).reply();
                                    send(from, new Relayed(
                                            voter, new Answer(ask.epoch(), ask.key(), ask.attempt(), from.peer(), guess)));
                                } else {
                                    send(voter, passedOn);
                                }"""),
                PlantedBug.of(
                                "ballot-without-boot-count",
                                "a coordinator that restarts may give out a ballot that it used before, for another proposal")
                        .under(Need.CONTENTION, Need.CRASH, Need.REORDERING)
                        .by(Hunter.scenario(Interleaving.BALLOT_OF_AN_EARLIER_BOOT))
                        .within(1)
                        .shownBy("Harmless to values, as a look at the key comes before each ballot: only a ballot"
                                + " that reached no quorum can come again. 1. The ways from n3 to n1 and n2 are"
                                + " slow. n3 prepares ballot 2, and loses power before its own promise is synced. 2."
                                + " It is back, and its client asks again. The look overtakes the slow Prepare and"
                                + " sees no promise: ballot 2 is prepared once more.")
                        .seen(BALLOTS_ARE_FRESH, ONE_PROPOSAL_PER_BALLOT, ENGINE_ASSERTIONS)
                        .engine(
                                SHARED,
                                "return new Ballot(lastRound, self.store(), boot);",
                                "return new Ballot(lastRound, self.store(), 1);"),
                PlantedBug.of(
                                "ballot-issued-twice",
                                "the round of a new ballot is above those that voters told of, not above those that this boot"
                                        + " has used: after lost answers one ballot stands for two proposals")
                        .under(Need.CONTENTION, Need.LOSS)
                        .within(3000)
                        .seen(BALLOTS_ARE_FRESH, ONE_PROPOSAL_PER_BALLOT, ENGINE_ASSERTIONS)
                        .engine(
                                SHARED,
                                "lastRound = Math.max(lastRound, highestSeenRound) + 1;",
                                "lastRound = Math.max(Ballot.FIRST_CLASSIC_ROUND - 1, highestSeenRound) + 1;"),
                PlantedBug.of(
                                "late-promise-changes-the-value",
                                "a PROMISE that comes after the first Accept of a ballot has the value chosen anew: one ballot"
                                        + " stands for two proposals")
                        .under(Need.CONTENTION)
                        .seen(ONE_PROPOSAL_PER_BALLOT, ENGINE_ASSERTIONS)
                        .engine(FINISHER, "if (step == Step.PREPARING && !excluded.contains(voter)) {", """
                                if ((step == Step.PREPARING || step == Step.ACCEPTING) && !excluded.contains(voter)) {""")
                        .engine(FINISHER, "private void accept(Pid pid, TxId txId, Value value) { stopStep();", """
                                private void accept(Pid pid, TxId txId, Value value) {
                                    Round promises = round;
                                    round = null;
                                    stopStep();
                                    round = promises;"""),
                PlantedBug.of(
                                "recovery-takes-its-own-for-want-of-bytes",
                                "a recovery that lacks the bytes of the proposal that it must take goes on with its own client's:"
                                        + " an acknowledged value is replaced")
                        .under(Need.CONTENTION)
                        .seenAsTwoWinners()
                        .engine(FINISHER, "stopStep(); step = Step.FETCHING;", """
                                KeyWork.Candidate mine = work.candidate();
                                if (mine != null) {
                                    accept(mine.pid(), mine.txId(), mine.value());
                                    return;
                                }
                                stopStep();
                                step = Step.FETCHING;"""),
                PlantedBug.of(
                                "recovery-takes-a-must-for-a-decision",
                                "a proposal that may have been chosen is taken for chosen, and acknowledged without a vote at the"
                                        + " new ballot")
                        .under(Need.CONTENTION, Need.CRASH)
                        .seenAsTwoWinners()
                        .engine(FINISHER, "case ValueRule.Must(Pid pid) -> take(pid);", """
                                case ValueRule.Must(Pid pid) -> {
                                    Value here = work.bytesOf(pid);
                                    if (here == null) {
                                        take(pid);
                                    } else {
                                        work.decided(pid, reports[holders(pid).next(0)].txId(), here);
                                    }
                                }"""),
                PlantedBug.of(
                                "rejection-counts-as-an-empty-promise",
                                "a voter that rejects a ballot counts as one that promised it and has no vote: decided keys look"
                                        + " free")
                        .under(Need.CONTENTION)
                        .by(Hunter.scenario(Interleaving.REFUSED_PREPARATION))
                        .within(1)
                        .shownBy("n1, n2 and n3 are one cluster. 1. A is accepted at ballot 1 by n1 and n2 and"
                                + " acknowledged; Commits are lost; n3 holds a reservation for B. 2. n1 prepares"
                                + " ballot 3, which reaches itself alone. 3. n3 prepares ballot 2: n1 rejects it,"
                                + " and n3 counts itself and n1 as a quorum in which B stands best. n2 and n3 accept"
                                + " B.")
                        .seenAsTwoWinners()
                        .engine(FINISHER, "work.sawBallot(answer.promised()); rejected.add(voter);", """
                                work.sawBallot(answer.promised());
                                rejected.add(voter);
                                if (step == Step.PREPARING) {
                                    respond(voter, null);
                                    if (rule.isReady()) {
                                        fix(rule.choose());
                                        return;
                                    }
                                }"""),
                PlantedBug.of(
                                "promise-of-an-older-ballot-counts",
                                "a late PROMISE of a ballot that was given up is counted for the present one, which that voter has"
                                        + " not promised")
                        .under(Need.CONTENTION, Need.REORDERING)
                        .by(Hunter.scenario(Interleaving.PROMISE_OF_AN_OLDER_BALLOT))
                        .within(1)
                        .shownBy("n1, n2 and n3 are one cluster, and a learner has a proposal B. 1. The learner"
                                + " prepares ballot 2, and n1's PROMISE without a vote is slow. It gives the ballot"
                                + " up. 2. n2 recovers with ballot 3: n1 and n2 accept A, which is acknowledged;"
                                + " Commits are lost. 3. The learner prepares ballot 4: n3's promise and the late"
                                + " one of n1 are a quorum without votes. It takes B, which all accept.")
                        .seenAsTwoWinners()
                        .engine(COORDINATOR, "Round round = shared.rounds.get(answer.attempt());", """
                                Round round = shared.rounds.get(answer.attempt());
                                if (round == null && answer.reply() instanceof io.replicator.engine.message.Reply.Promise) {
                                    round = shared.rounds.values().stream()
                                            .filter(open -> open.prepares(answer.key()))
                                            .findFirst()
                                            .orElse(null);
                                }""")
                        .engine("coordinator/Round.java", "long startedAt() {", """
                                boolean prepares(Key other) {
                                    return request instanceof Request.Prepare && key.equals(other);
                                }

                                long startedAt() {""")
                        .engine(
                                FINISHER,
                                "case Reply.Promise promise when promise.ballot().equals(ballot) -> {",
                                "case Reply.Promise promise -> {"),
                PlantedBug.of(
                                "refused-confirmation-waits-for-silent-voters",
                                "a coordinator that is refused at ballot 1 waits for voters that are not expected to answer: its"
                                        + " client is told 'unknown' of a key that is long decided")
                        .under(Need.CONTENTION, Need.ABSENCE)
                        .by(Hunter.scenario(Interleaving.REFUSED_CONFIRMATION))
                        .within(1)
                        .seen(AVAILABLE)
                        .engine(
                                "coordinator/AcceptRound.java",
                                "return rejected.copy().addAll(shared.peers.suspected()).removeAll(accepted);",
                                "return rejected.copy();"),
                PlantedBug.of(
                                "promises-are-no-progress",
                                "a recovery that sees a new promise of another one prepares all the same: over long ways all"
                                        + " that join a dispute overtake each other")
                        .under(Need.CONTENTION, Need.CLUSTERS)
                        .by(Hunter.scenario(Interleaving.LONG_DISPUTES))
                        .within(1)
                        .seen(AVAILABLE)
                        .engine(FINISHER, "moved |= promised.isAbove(lastPromised);", ""),
                PlantedBug.of(
                                "backoff-shorter-than-a-round-trip",
                                "the backoff of recoveries does not grow with the round trip, within which nobody can notice"
                                        + " that somebody else was first")
                        .under(Need.CONTENTION, Need.CLUSTERS)
                        .by(Hunter.scenario(Interleaving.LONG_DISPUTES))
                        .within(1)
                        .seen(AVAILABLE)
                        .engine(
                                FINISHER,
                                "long least = Math.max(BACKOFF_MICROS, shared.peers.roundTripMicros());",
                                "long least = BACKOFF_MICROS;"));
    }
}
