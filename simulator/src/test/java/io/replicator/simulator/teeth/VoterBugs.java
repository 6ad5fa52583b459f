package io.replicator.simulator.teeth;

import static io.replicator.simulator.invariant.Property.ACKNOWLEDGED_SURVIVES;
import static io.replicator.simulator.invariant.Property.BYTES_MATCH;
import static io.replicator.simulator.invariant.Property.COMMITS_ARE_CHOSEN;
import static io.replicator.simulator.invariant.Property.DURABLE_BEFORE_TOLD;
import static io.replicator.simulator.invariant.Property.ENGINE_ASSERTIONS;
import static io.replicator.simulator.invariant.Property.ONE_VALUE_PER_KEY;
import static io.replicator.simulator.invariant.Property.ONLY_VOTERS_VOTE;
import static io.replicator.simulator.invariant.Property.PROMISES_HOLD;

import java.util.List;

/** Bugs of voters: what they promise, vote for, keep and forget (protocol section 4). */
final class VoterBugs {

    private static final String ACCEPTOR = "acceptor/Acceptor.java";
    private static final String DRIVER = "driver/Driver.java";

    private VoterBugs() {}

    static List<PlantedBug> all() {
        return List.of(
                PlantedBug.of(
                                "reservation-overwritten",
                                "the last proposal gets the reservation: a voter votes twice at ballot 0, and two fast quorums"
                                        + " come together")
                        .under(Need.CONTENTION)
                        .seen(PROMISES_HOLD, ACKNOWLEDGED_SURVIVES, COMMITS_ARE_CHOSEN, ONE_VALUE_PER_KEY)
                        .engine(
                                ACCEPTOR,
                                "if (vote == null && state.promised().isFast()) {",
                                "if (state.promised().isFast()) {"),
                PlantedBug.of(
                                "reservation-in-spite-of-a-promise",
                                "a voter that has promised a classic ballot still reserves at ballot 0: the fast quorum that it"
                                        + " completes is unknown to the recovery that it promised")
                        .under(Need.CONTENTION, Need.REORDERING)
                        .seen(PROMISES_HOLD, ACKNOWLEDGED_SURVIVES, COMMITS_ARE_CHOSEN, ONE_VALUE_PER_KEY)
                        .engine(ACCEPTOR, "if (vote == null && state.promised().isFast()) {", "if (vote == null) {")
                        .engine(
                                ACCEPTOR,
                                "return new Decision(new Undecided(Ballot.FAST, reserved), new Reply.Voted(propose.pid()));",
                                "return new Decision(new Undecided(state.promised(), reserved), new Reply.Voted(propose.pid()));"),
                PlantedBug.of(
                                "accept-ignores-the-promise",
                                "a late Accept is taken although a higher ballot was promised, whose recovery saw no vote")
                        .under(Need.CONTENTION, Need.REORDERING)
                        .seen(PROMISES_HOLD, ACKNOWLEDGED_SURVIVES, COMMITS_ARE_CHOSEN, ONE_VALUE_PER_KEY)
                        .engine(
                                ACCEPTOR,
                                "if (state.promised().isAbove(ballot)) {",
                                "if (vote != null && vote.ballot().isAbove(ballot)) {"),
                PlantedBug.of(
                                "promise-not-kept",
                                "a voter answers Prepare and forgets about it at once: lower ballots get its vote after all")
                        .under(Need.CONTENTION, Need.REORDERING)
                        .seen(DURABLE_BEFORE_TOLD)
                        .engine(
                                ACCEPTOR,
                                "return new Decision(new Undecided(ballot, vote), new Reply.Promise(ballot, report(vote)));",
                                "return new Decision(null, new Reply.Promise(ballot, report(vote)));"),
                PlantedBug.of(
                                "promise-not-durable",
                                "PROMISE leaves before it is synced: after a power loss the voter votes at lower ballots, while"
                                        + " the recovery that it promised goes on")
                        .under(Need.CONTENTION, Need.POWER_LOSS)
                        .seen(DURABLE_BEFORE_TOLD)
                        .shownBy(
                                "1. A coordinator has the promises of both others, and its Accept is late. 2. Both others lose"
                                        + " power, forget their promise, and confirm another proposal. 3. The Accept arrives at one"
                                        + " of them, which takes it.")
                        .within(PlantedBug.USUAL_SEEDS)
                        .engine(
                                DRIVER,
                                "ask.origin(), decision.reply()), entry);",
                                "ask.origin(), decision.reply()), decision.reply() instanceof Reply.Promise ? 0 : entry);"),
                PlantedBug.of(
                                "promise-and-vote-in-one-field",
                                "a promise raises the ballot of the vote that is held: a reservation passes for the vote of a"
                                        + " classic ballot, and is taken instead of what was chosen (arXiv 1906.10917)")
                        .under(Need.CONTENTION)
                        .seen(
                                PROMISES_HOLD,
                                ACKNOWLEDGED_SURVIVES,
                                COMMITS_ARE_CHOSEN,
                                ENGINE_ASSERTIONS,
                                ONE_VALUE_PER_KEY)
                        .engine(
                                ACCEPTOR,
                                "return new Decision(new Undecided(ballot, vote), new Reply.Promise(ballot, report(vote)));",
                                """
                                Vote merged = vote == null ? null : new Vote(ballot, vote.pid(), vote.txId(), vote.value());
                                return new Decision(new Undecided(ballot, merged), new Reply.Promise(ballot, report(vote)));"""),
                PlantedBug.of(
                                "promise-hides-the-vote",
                                "a voter does not tell of its vote when it promises: a recovery takes a decided key for free")
                        .under(Need.CONTENTION)
                        .seenAsTwoWinners()
                        .engine(
                                ACCEPTOR,
                                "return new Decision(new Undecided(ballot, vote), new Reply.Promise(ballot, report(vote)));",
                                "return new Decision(new Undecided(ballot, vote), new Reply.Promise(ballot, null));"),
                PlantedBug.of(
                                "reservation-withdrawn-by-message",
                                "a coordinator whose clients have gone asks the voters to drop their votes, which may have been"
                                        + " counted already by another coordinator of the same transaction")
                        .under(Need.RETRIES, Need.SHORT_DEADLINES)
                        .seen(PROMISES_HOLD, ACKNOWLEDGED_SURVIVES)
                        .engine(ACCEPTOR, "if (state.promised().isAbove(ballot)) {", """
                                if (ballot.isFast()) {
                                    boolean reserved =
                                            vote != null && vote.ballot().isFast() && vote.pid().equals(accept.pid());
                                    return new Decision(
                                            reserved ? new Undecided(state.promised(), null) : null,
                                            new Reply.Rejected(ballot, state.promised()));
                                }
                                if (state.promised().isAbove(ballot)) {""")
                        .engine("coordinator/KeyWork.java", "proposal.close(); proposals.remove(proposal.pid);", """
                                proposal.close();
                                proposals.remove(proposal.pid);
                                io.replicator.engine.message.Request drop = new io.replicator.engine.message.Request.Accept(
                                        Ballot.FAST, proposal.pid, proposal.txId, null);
                                shared.router.send(
                                        shared.quorums.all(),
                                        new Message.Ask(shared.epoch(), key, shared.nextAttempt(), null, drop),
                                        Router.Way.DIRECT);"""),
                PlantedBug.of(
                                "vote-dropped-before-the-commit-is-here",
                                "a voter that hears of the outcome drops its vote first and fetches the bytes then: when all do"
                                        + " so and power fails, an acknowledged value is gone")
                        .under(Need.CRASH)
                        .seen(PROMISES_HOLD, ACKNOWLEDGED_SURVIVES)
                        .engine(DRIVER, """
                                commit(
                                        commit.key(),
                                        new Committed(commit.pid(), commit.txId(), undecided.vote().value()));""", """
                                keys.put(commit.key(), new Undecided(undecided.promised(), null));
                                active.outcomeKnown(from, commit.key(), commit.pid(), commit.txId(), null);"""),
                PlantedBug.of(
                                "commit-takes-the-bytes-of-the-own-vote",
                                "a voter that voted for another proposal keeps that one's bytes as the outcome: reads there"
                                        + " return a value that lost")
                        .under(Need.CONTENTION)
                        .seen(BYTES_MATCH)
                        .engine(
                                DRIVER,
                                "&& undecided.vote() != null && undecided.vote().pid().equals(commit.pid())) {",
                                "&& undecided.vote() != null) {"),
                PlantedBug.of(
                                "wiped-node-votes-on",
                                "a voter is its peer id alone: one that lost its disk votes again as if it had never voted")
                        .under(Need.WIPE)
                        .within(1000)
                        .seen(ONLY_VOTERS_VOTE, ACKNOWLEDGED_SURVIVES, COMMITS_ARE_CHOSEN, ONE_VALUE_PER_KEY)
                        .engine("model/NodeId.java", "return store.hashCode();", "return peer.hashCode();")
                        .engine(
                                "model/NodeId.java",
                                "store.equals(node.store) && peer.equals(node.peer)",
                                "peer.equals(node.peer)")
                        .engine("model/NodeId.java", """
                                int order = peer.compareTo(other.peer);
                                return order == 0 ? store.compareTo(other.store) : order;""", "return peer.compareTo(other.peer);"));
    }
}
