package io.replicator.engine.coordinator;

import io.replicator.engine.message.Reply;
import io.replicator.engine.message.Request;
import io.replicator.engine.model.Key;
import io.replicator.engine.model.KeyState;
import io.replicator.engine.model.Pid;
import io.replicator.engine.quorum.VoterSet;
import org.jspecify.annotations.Nullable;

/**
 * Gets the bytes of a proposal from one voter after the other, since they may be many: first from those that are said
 * to hold them, in turn.
 */
final class Fetch {

    /** How long one voter may take before the next one is asked. */
    static final long ANSWER_MICROS = 1_000_000;

    /** Takes the bytes, or null if nobody asked gave them. */
    interface Listener {
        void fetched(KeyState.@Nullable Committed bytes, VoterSet asked);
    }

    private final Shared shared;
    private final Key key;
    private final Pid pid;
    private final VoterSet holders;
    private final VoterSet asked;
    private final int preferred;
    private final Listener listener;
    private final Round round;
    private int current = -1;
    private Timers.@Nullable Timer timer;

    /**
     * @param preferred who is asked first; -1 for nobody in particular
     */
    Fetch(Shared shared, Key key, Pid pid, VoterSet holders, int preferred, Listener listener) {
        this.shared = shared;
        this.key = key;
        this.pid = pid;
        this.holders = holders.copy();
        this.asked = shared.quorums.none();
        this.preferred = preferred;
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
        // Those who are expected to answer come before the others.
        int voter = left.copy().removeAll(shared.peers.suspected()).next(0);
        current = preferred >= 0 && left.contains(preferred) ? preferred : voter >= 0 ? voter : left.next(0);
        if (current < 0) {
            close();
            listener.fetched(null, asked);
            return;
        }
        asked.add(current);
        timer = shared.timers.at(shared.now + ANSWER_MICROS, this::next);
        round.ask(current);
    }

    private void onAnswer(int voter, Reply reply) {
        switch (reply) {
            case Reply.Fetched fetched
            when fetched.pid().equals(pid) -> {
                if (!Pid.of(shared.config.network(), key, fetched.txId(), fetched.value())
                        .equals(pid)) {
                    next();
                    return;
                }
                close();
                listener.fetched(new KeyState.Committed(pid, fetched.txId(), fetched.value()), asked);
            }
            default -> {
                if (voter == current) {
                    next();
                }
            }
        }
    }
}
