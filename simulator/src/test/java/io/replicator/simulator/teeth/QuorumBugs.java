package io.replicator.simulator.teeth;

import static io.replicator.simulator.invariant.Property.ACKNOWLEDGED_SURVIVES;
import static io.replicator.simulator.invariant.Property.COMMITS_ARE_CHOSEN;
import static io.replicator.simulator.invariant.Property.ENGINE_ASSERTIONS;
import static io.replicator.simulator.invariant.Property.LINEARIZABLE;
import static io.replicator.simulator.invariant.Property.ONE_PROPOSAL_PER_BALLOT;
import static io.replicator.simulator.invariant.Property.ONE_VALUE_PER_KEY;

import io.replicator.simulator.scenario.Interleaving;
import java.util.List;

/** Bugs of counting: which sets of voters are enough, and what their votes oblige to (protocol sections 1 and 5). */
final class QuorumBugs {

    private static final String RULE = "quorum/ValueRule.java";
    private static final String QUORUMS = "quorum/Quorums.java";
    private static final String TALLY = "quorum/FastTally.java";

    private QuorumBugs() {}

    static List<PlantedBug> all() {
        return List.of(
                PlantedBug.of(
                                "fast-quorum-too-small",
                                "e is one too large: two proposals can both count as chosen at ballot 0, so that two clients"
                                        + " are told that they have the key")
                        .under(Need.CONTENTION)
                        .seenAsTwoWinners()
                        .engine(
                                QUORUMS,
                                "this.missable = (smallestClassic - 1) / 2;",
                                "this.missable = (smallestClassic - 1) / 2 + 1;"),
                PlantedBug.of(
                                "half-of-the-clusters-suffices",
                                "two clusters that are parted go on each by itself, and give one key to two clients")
                        .under(Need.CLUSTERS, Need.CONTENTION, Need.LOSS)
                        .seenAsTwoWinners()
                        .engine(
                                QUORUMS,
                                "this.clusterMajority = clusters.size() / 2 + 1;",
                                "this.clusterMajority = (clusters.size() + 1) / 2;"),
                PlantedBug.of(
                                "half-of-a-cluster-suffices",
                                "in a cluster of four, two and two can decide differently while they are parted")
                        .under(Need.EVEN_CLUSTER, Need.CONTENTION, Need.LOSS)
                        .seenAsTwoWinners()
                        .engine(
                                QUORUMS,
                                "return (starts[cluster + 1] - starts[cluster]) / 2 + 1;",
                                "return (starts[cluster + 1] - starts[cluster] + 1) / 2;"),
                PlantedBug.of(
                                "flat-majority-accepts",
                                "at ballots above 0 any majority of the voters counts, as if there were no clusters: of three"
                                        + " clusters of three, five such voters need not meet a classic quorum of four")
                        .under(Need.MANY_CLUSTERS, Need.LOSS)
                        .seen(ACKNOWLEDGED_SURVIVES, COMMITS_ARE_CHOSEN, ONE_VALUE_PER_KEY)
                        .shownBy(
                                "A, B and C of three voters each. The key is undecided. A coordinator at C has the promises"
                                        + " of all, then a1, a2, b1 and b2 are cut off: its Accept reaches c1, c2, c3, a3, b3. It"
                                        + " acknowledges. a1, a2, b1, b2 alone are a classic quorum that knows nothing of it.")
                        .within(500)
                        .engine(
                                "coordinator/AcceptRound.java",
                                "if (shared.quorums.isClassic(accepted)) {",
                                "if (shared.quorums.isClassic(accepted) || accepted.size() * 2 > shared.quorums.voters()) {"),
                PlantedBug.of(
                                "value-rule-is-strict",
                                "a proposal that just reaches N - e votes is not seen as perhaps chosen: a read of a key whose"
                                        + " store was acknowledged says that it is free")
                        .under(Need.READS)
                        .within(2000)
                        .seen(LINEARIZABLE)
                        .engine(
                                RULE,
                                "if (count - votes.getValue() <= quorums.missable()) {",
                                "if (count - votes.getValue() < quorums.missable()) {"),
                PlantedBug.of(
                                "value-rule-takes-confirmations-for-reservations",
                                "votes at ballot 1 count like those at ballot 0, so that a recovery may take the proposal with"
                                        + " more reservations instead of the one that was confirmed and acknowledged")
                        .under(Need.CONTENTION, Need.ABSENCE)
                        .within(500)
                        .seenAsTwoWinners()
                        .engine(RULE, "if (ballot.isFast()) {", "if (!ballot.isClassic()) {"),
                PlantedBug.of(
                                "value-rule-takes-the-plurality",
                                "the most votes win at whatever ballots they are, although another proposal must be taken")
                        .under(Need.CONTENTION, Need.ABSENCE)
                        .within(500)
                        .seenAsTwoWinners()
                        .engine(RULE, "if (ballot.isFast()) {", "if (ballot.round() >= 0) {"),
                PlantedBug.of(
                                "value-rule-takes-the-first-ballot",
                                "of two classic ballots the one that was reported first is taken, not the higher one, which"
                                        + " alone can have been chosen")
                        .under(Need.CONTENTION, Need.REORDERING)
                        .by(Hunter.scenario(Interleaving.TWO_CLASSIC_BALLOTS))
                        .within(1)
                        .shownBy("n1, n2 and n3 are one cluster. 1. n1's proposal A is reserved at n1 and n2, B at"
                                + " n3. n1 confirms A, and its Accept reaches n1 alone. 2. n3 prepares ballot 2 with"
                                + " n2, is free, takes B (the smaller pid); n2 and n3 accept, B is acknowledged, its"
                                + " Commit is lost. 3. n1 prepares ballot 3: it hears of its own vote at 1 first,"
                                + " then of n2's at 2, and takes A.")
                        .seenAsTwoWinners()
                        .engine(RULE, "} else if (ballot.isAbove(highest)) {", "} else if (atHighest == null) {"),
                PlantedBug.of(
                                "value-rule-prefers-reservations",
                                "votes at higher ballots count only if there are no reservations: what a classic quorum"
                                        + " accepted is given up for what somebody reserved")
                        .under(Need.CONTENTION, Need.ABSENCE)
                        .within(500)
                        .seenAsTwoWinners()
                        .engine(RULE, "if (atHighest != null) {", "if (atHighest != null && fastVotes.isEmpty()) {"),
                PlantedBug.of(
                                "plurality-acknowledges",
                                "once no more votes are expected, the proposal with more votes than denials is acknowledged,"
                                        + " although a recovery may choose another one")
                        .under(Need.CONTENTION)
                        .seen(ACKNOWLEDGED_SURVIVES, COMMITS_ARE_CHOSEN, ONE_VALUE_PER_KEY)
                        .engine(TALLY, "if (quorums.isFast(voted)) {", """
                                boolean over = hedged || voted.size() + denied.size() == quorums.voters();
                                if (quorums.isFast(voted) || (over && voted.size() > denied.size())) {"""),
                PlantedBug.of(
                                "suspected-voters-count",
                                "voters that are away count as if they had voted: what they would have said was never asked")
                        .under(Need.ABSENCE)
                        .seen(ACKNOWLEDGED_SURVIVES, COMMITS_ARE_CHOSEN, ONE_VALUE_PER_KEY)
                        .engine(
                                TALLY,
                                "if (quorums.isFast(voted)) {",
                                "if (quorums.isFast(voted.copy().addAll(suspected))) {"),
                PlantedBug.of(
                                "confirmation-needs-no-quorum",
                                "any reservation may be confirmed at ballot 1, which no longer belongs to one proposal: two"
                                        + " coordinators confirm two of them")
                        .under(Need.CONTENTION, Need.ABSENCE)
                        .seen(ONE_PROPOSAL_PER_BALLOT, ENGINE_ASSERTIONS)
                        .engine(
                                TALLY,
                                "if (lost.size() > quorums.missable() && quorums.isClassic(voted)) {",
                                "if (lost.size() > quorums.missable() && !voted.isEmpty()) {"));
    }
}
