package io.replicator.engine.coordinator;

import io.replicator.engine.message.Reply;
import io.replicator.engine.message.Request;
import io.replicator.engine.outcome.ReadOutcome;
import io.replicator.engine.quorum.ValueRule;
import org.jspecify.annotations.Nullable;

/**
 * A read that missed here (protocol section 6): asks a classic quorum. A free key is unknown, linearizably, since the
 * answers are those of this very question; a key that may have been decided is waited for, then finished.
 */
final class Read {

    private final Shared shared;
    private final ReadCall call;
    private final Timers.Timer deadline;
    private ValueRule rule;
    private @Nullable Round round;
    private @Nullable KeyWork work;
    private boolean asked;

    Read(Shared shared, ReadCall call) {
        this.shared = shared;
        this.call = call;
        this.rule = new ValueRule(shared.quorums);
        this.deadline = shared.timers.at(
                call.deadlineMicros(),
                () -> finish(new ReadOutcome.Unavailable(
                        asked
                                ? "the key is being decided, and was not in time"
                                : "no quorum of nodes answered in time")));
    }

    /** Asks, with an attempt of its own; also again, when what was known turned out to be older than the question. */
    void start(KeyWork owner) {
        work = owner;
        closeRound();
        rule = new ValueRule(shared.quorums);
        round = new Round(shared, call.key(), new Request.Query(), this::onAnswer);
        round.start();
    }

    private void onAnswer(int voter, Reply reply) {
        KeyWork owner = work;
        if (owner == null) {
            return;
        }
        if (!(reply instanceof Reply.Report report)) {
            owner.onOtherAnswer(voter, reply);
            return;
        }
        owner.sawBallot(report.promised());
        if (report.vote() == null) {
            rule.add(voter);
        } else {
            rule.add(voter, report.vote().ballot(), report.vote().pid());
        }
        if (rule.isReady()) {
            closeRound();
            if (rule.choose() instanceof ValueRule.Must) {
                asked = true;
                owner.finisher().begin(false);
            } else {
                finish(new ReadOutcome.NotFound());
            }
        }
    }

    void finish(ReadOutcome outcome) {
        closeRound();
        deadline.cancel();
        KeyWork owner = work;
        work = null;
        call.done().accept(outcome);
        if (owner != null) {
            owner.forget(this);
        }
    }

    private void closeRound() {
        if (round != null) {
            round.close();
            round = null;
        }
    }
}
