package io.replicator.engine.coordinator;

import io.replicator.engine.message.Reply;
import io.replicator.engine.message.Request;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.KeyState;
import io.replicator.engine.model.Pid;
import io.replicator.engine.quorum.VoterSet;
import org.jspecify.annotations.Nullable;

/**
 * Gets the bytes of a proposal from one voter after the other, since they may be many. What a voter sends counts even when
 * others have been asked since: over a slow link, it is what comes first.
 */
final class Fetch {

    /** How long one voter may take before the next one is asked, at first. */
    static final long ANSWER_MICROS = 1_000_000;
    /** How long a patient fetch goes on asking: 16 MiB pass a link of 5 Mbit/s in less. */
    static final long PATIENCE_MICROS = 30_000_000;

    /** Takes the bytes, or null if nobody asked gave them. */
    interface Listener {
        void fetched(KeyState.@Nullable Committed bytes, VoterSet asked);
    }

    private final Shared shared;
    private final Key key;
    private final Pid pid;
    /** Who may have the bytes still. */
    private final VoterSet holders;

    private final VoterSet asked;
    /** Until when voters that have not answered are asked again, each time with twice as much time to answer. */
    private final long patientUntil;

    private final int preferred;
    private final Listener listener;
    private final Round round;
    private long answerMicros = ANSWER_MICROS;
    private int current = -1;
    private Timers.@Nullable Timer timer;

    /** Asks each of these voters once: a ballot that waits for bytes had better be given up soon. */
    static Fetch once(Shared shared, Key key, Pid pid, VoterSet holders, Listener listener) {
        return new Fetch(shared, key, pid, holders, -1, shared.now, listener);
    }

    /**
     * Asks these voters again as long as they do not answer, for {@link #PATIENCE_MICROS}.
     *
     * @param preferred who is asked first; -1 for nobody in particular
     */
    static Fetch patiently(Shared shared, Key key, Pid pid, VoterSet holders, int preferred, Listener listener) {
        return new Fetch(shared, key, pid, holders, preferred, shared.now + PATIENCE_MICROS, listener);
    }

    private Fetch(
            Shared shared, Key key, Pid pid, VoterSet holders, int preferred, long patientUntil, Listener listener) {
        this.shared = shared;
        this.key = key;
        this.pid = pid;
        this.holders = holders.copy();
        this.asked = shared.quorums.none();
        this.preferred = preferred;
        this.patientUntil = patientUntil;
        this.listener = listener;
        this.round = new Round(shared, key, new Request.Fetch(pid), this::onAnswer);
    }

    void start() {
        round.listen();
        next();
    }

    void close() {
        round.close();
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    private void next() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        VoterSet left = holders.copy().removeAll(asked);
        if (left.isEmpty() && shared.now < patientUntil) {
            asked.removeAll(asked);
            answerMicros *= 2;
            left = holders;
        }
        // Those who are expected to answer come before the others.
        int voter = left.copy().removeAll(shared.peers.suspected()).next(0);
        current = preferred >= 0 && left.contains(preferred) ? preferred : voter >= 0 ? voter : left.next(0);
        if (current < 0) {
            close();
            listener.fetched(null, asked);
            return;
        }
        asked.add(current);
        timer = shared.timers.at(shared.now + answerMicros, this::next);
        round.ask(current);
    }

    private void onAnswer(int voter, Reply reply) {
        if (reply instanceof Reply.Fetched fetched && isAsked(fetched)) {
            close();
            listener.fetched(new KeyState.Committed(pid, fetched.txId(), fetched.value()), asked);
            return;
        }
        holders.remove(voter);
        if (voter == current) {
            next();
        }
    }

    private boolean isAsked(Reply.Fetched fetched) {
        return fetched.pid().equals(pid)
                && Pid.of(shared.config.network(), key, fetched.txId(), fetched.value())
                        .equals(pid);
    }
}
