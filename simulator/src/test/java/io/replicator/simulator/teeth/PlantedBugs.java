package io.replicator.simulator.teeth;

import java.util.List;
import java.util.stream.Stream;

/**
 * All planted bugs.
 *
 * <p>Not planted, since nothing would come of them in an engine that is otherwise right:
 * <ul>
 *   <li>Taking the plurality where rule 3 says that a proposal must be taken: what has |R| - e of the votes at ballot 0
 *       has more than half of them, so that it is the plurality. (Reads tell the difference: {@code value-rule-is-strict}.)
 *   <li>Missing assertions: two proposals at one ballot, a Commit for another proposal, bytes that do not hash to their
 *       proposal. Nobody sends such a thing, unless another bug is planted as well.
 *   <li>A learner that votes: nobody asks it, and its votes have no number to count by. With its peer's old identity it
 *       does harm: {@code wiped-node-votes-on}.
 *   <li>Dropping a vote for another proposal than the one that is committed: no rule counts it any more.
 *   <li>Counting a late VOTED, ACCEPTED or DENIED of an older attempt: the first two are facts of their ballot, and the
 *       last one only hurries a recovery. NONE and PROMISE are not: {@code stale-none-counts},
 *       {@code promise-of-an-older-ballot-counts}.
 *   <li>Never sending a lost Accept again: after four seconds the ballot is given up for another one, so that clients
 *       wait longer, and nothing else is seen in a world that loses nothing once it is healed.
 *   <li>Taking NEED_VALUE for ACCEPTED: a voter that is said to hold the bytes has them as long as the ballot is fine.
 * </ul>
 */
final class PlantedBugs {

    private PlantedBugs() {}

    static List<PlantedBug> all() {
        return Stream.of(
                        QuorumBugs.all(),
                        VoterBugs.all(),
                        CoordinatorBugs.all(),
                        NodeBugs.all(),
                        AnswerBugs.all(),
                        DiskBugs.all())
                .flatMap(List::stream)
                .toList();
    }
}
