package io.replicator.simulator.teeth;

import static io.replicator.simulator.invariant.Property.FINAL_ANSWERS_HOLD;
import static io.replicator.simulator.invariant.Property.HONEST_ANSWERS;
import static io.replicator.simulator.invariant.Property.LINEARIZABLE;
import static io.replicator.simulator.invariant.Property.ONE_ANSWER;

import java.util.List;

/** Bugs of what clients are told (protocol section 6). */
final class AnswerBugs {

    private static final String PENDING = "coordinator/PendingStore.java";
    private static final String COORDINATOR = "coordinator/Coordinator.java";
    private static final String WORK = "coordinator/KeyWork.java";
    private static final String READ = "coordinator/Read.java";

    private AnswerBugs() {}

    static List<PlantedBug> all() {
        return List.of(
                PlantedBug.of(
                                "timeout-denies-for-good",
                                "a deadline that passes is reported as not-attempted, which is final, although the proposal may"
                                        + " win later: the client takes another key and has two")
                        .under(Need.SHORT_DEADLINES)
                        .seen(FINAL_ANSWERS_HOLD, LINEARIZABLE)
                        .engine(
                                PENDING,
                                "call.done().accept(new StoreOutcome.Unknown(call.txId()));",
                                "call.done().accept(new StoreOutcome.NotAttempted(call.txId(), \"not in time\"));"),
                PlantedBug.of(
                                "two-answers",
                                "the deadline goes on after the answer, so that a client is answered twice")
                        .under(Need.SHORT_DEADLINES)
                        .seen(ONE_ANSWER)
                        .engine(PENDING, "deadline.cancel(); call.done()", "call.done()"),
                PlantedBug.of("no-answer", "the deadline never fires, so that a client waits for ever")
                        .under(Need.SHORT_DEADLINES)
                        .seen(ONE_ANSWER)
                        .engine(PENDING, "timers.at(call.deadlineMicros(),", "timers.at(Long.MAX_VALUE,"),
                PlantedBug.of(
                                "stored-though-another-won",
                                "every client that waits for a key is told that it has it, whoever won")
                        .under(Need.CONTENTION)
                        .seen(LINEARIZABLE)
                        .engine(
                                WORK,
                                "call.finish(outcome(call.call(), proposal.pid, pid, txId, decidedByOwn, shared.config));",
                                "call.finish(outcome(call.call(), pid, pid, txId, decidedByOwn, shared.config));"),
                PlantedBug.of(
                                "key-reserved-for-a-retry",
                                "a client that retries its transaction at a node that holds another reservation is denied for"
                                        + " good, although its first attempt may still win")
                        .under(Need.RETRIES, Need.CONTENTION)
                        .seen(HONEST_ANSWERS, FINAL_ANSWERS_HOLD)
                        .engine(COORDINATOR, "if (!call.madeHere()) { return null; }", ""),
                PlantedBug.of(
                                "reservation-read-as-the-outcome",
                                "a read at a voter returns what is reserved there, which may lose")
                        .under(Need.READS, Need.CONTENTION)
                        .seen(LINEARIZABLE)
                        .engine(COORDINATOR, """
                                call.done().accept(new ReadOutcome.Found(committed));
                                return;
                                }""", """
                                call.done().accept(new ReadOutcome.Found(committed));
                                return;
                                }
                                if (shared.home.state(call.key()) instanceof Undecided undecided && undecided.vote() != null) {
                                    Vote vote = undecided.vote();
                                    call.done().accept(new ReadOutcome.Found(
                                            new Committed(vote.pid(), vote.txId(), vote.value())));
                                    return;
                                }"""),
                PlantedBug.of(
                                "key-being-decided-read-as-free",
                                "a read that finds a proposal that may have been chosen says not-found instead of finishing it,"
                                        + " although the store was acknowledged")
                        .under(Need.READS)
                        .within(1500)
                        .seen(LINEARIZABLE)
                        .engine(READ, "asked = true; owner.finisher().begin(false);", """
                                asked = true;
                                finish(new ReadOutcome.NotFound());"""),
                PlantedBug.of(
                                "stale-none-counts",
                                "an answer to an earlier question about the key is counted for the present one: a read says"
                                        + " not-found, although the store was acknowledged before the read began")
                        .under(Need.READS, Need.REORDERING)
                        .by(Hunter.lateReads())
                        .shownBy("n1, n2 and n3 are one cluster. 1. A read at n1 hears that n1 and n2 have"
                                + " nothing; the same from n3 is slow. 2. n2 stores, all three vote, the client is"
                                + " told; the Commit to n1 is lost. 3. A read at n1 hears of its own vote, and then"
                                + " the late answer of n3, which completes the quorum: one vote of two, so the key"
                                + " looks free.")
                        .seen(LINEARIZABLE)
                        .engine(COORDINATOR, "Round round = shared.rounds.get(answer.attempt());", """
                                Round round = shared.rounds.get(answer.attempt());
                                if (round == null && answer.reply() instanceof io.replicator.engine.message.Reply.Report) {
                                    round = shared.rounds.values().stream()
                                            .filter(open -> open.queries(answer.key()))
                                            .findFirst()
                                            .orElse(null);
                                }""")
                        .engine("coordinator/Round.java", "long startedAt() {", """
                                boolean queries(Key other) {
                                    return request instanceof Request.Query && key.equals(other);
                                }

                                long startedAt() {"""),
                PlantedBug.of(
                                "joined-read-takes-an-older-finding",
                                "a read that joins a finisher takes its finding that there is nothing, although that may be older"
                                        + " than the read")
                        .under(Need.READS, Need.REORDERING)
                        .by(Hunter.lateReads())
                        .shownBy("A learner and n1 to n5, one cluster. 1. n1 and n2 have voted for a store. A read at"
                                + " the learner hears of that, and has to finish the key. Its finisher looks: n3"
                                + " and n4 answer that there is nothing, the others' answers are slow. 2. All vote,"
                                + " the store is acknowledged. 3. A second read at the learner joins, and its own"
                                + " questions are slow. 4. The slow answer of n5 to the look, older than the store,"
                                + " completes the finding.")
                        .seen(LINEARIZABLE)
                        .engine(WORK, """
                                stopSweep();
                                for (Read read : List.copyOf(reads)) {
                                    read.start(this);
                                }""", """
                                stopSweep();
                                for (Read read : List.copyOf(reads)) {
                                    read.finish(new ReadOutcome.NotFound());
                                }"""));
    }
}
