package io.replicator.engine.coordinator;

import io.replicator.engine.coordinator.Router.Way;
import io.replicator.engine.message.Message.Ask;
import io.replicator.engine.message.Reply;
import io.replicator.engine.message.Request;
import io.replicator.engine.model.Key;
import io.replicator.engine.quorum.VoterSet;
import org.jspecify.annotations.Nullable;

/**
 * One question to all voters: it has an attempt id, which every answer echoes, and is repeated to those who have not
 * answered, first over another representative, then directly, then ever more rarely.
 */
final class Round {

    static final long RESEND_MICROS = 500_000;
    static final long MAX_RESEND_MICROS = 4_000_000;

    /** Takes the answers of a round. A voter may answer more than once; later answers are facts too. */
    interface Listener {
        void answered(int voter, Reply reply);
    }

    private final Shared shared;
    private final Key key;
    private final Listener listener;
    private final long attempt;
    private final VoterSet unanswered;
    private final long startedAt;
    private final Request request;
    /** Sent instead of {@link #request} to those in {@link #holders}, without the value's bytes; null if there is none. */
    private final @Nullable Request shortRequest;

    private final VoterSet holders;
    /** Whether {@link #shortRequest} is all that is repeated: the bytes may be on their way, and who lacks them says so. */
    private final boolean repeatsBriefly;

    private int repeats;
    /** Whether all were asked when the round began, and nobody since: then an answer tells how long the way is. */
    private boolean measuring;

    private Timers.@Nullable Timer timer;

    Round(Shared shared, Key key, Request request, Listener listener) {
        this(shared, key, request, null, shared.quorums.none(), false, listener);
    }

    Round(
            Shared shared,
            Key key,
            Request request,
            @Nullable Request shortRequest,
            VoterSet holders,
            boolean repeatsBriefly,
            Listener listener) {
        this.shared = shared;
        this.key = key;
        this.request = request;
        this.shortRequest = shortRequest;
        this.holders = holders;
        this.repeatsBriefly = repeatsBriefly;
        this.listener = listener;
        this.attempt = shared.nextAttempt();
        this.unanswered = shared.quorums.all();
        this.startedAt = shared.now;
    }

    void start() {
        shared.rounds.put(attempt, this);
        measuring = true;
        send(unanswered, Way.REPRESENTATIVE, false);
        boolean relayed = shared.peers.hasRemoteClusters();
        repeats = relayed ? 0 : 2;
        schedule();
    }

    /** Takes answers to what {@link #ask} asks, one voter at a time. */
    void listen() {
        shared.rounds.put(attempt, this);
    }

    /** Goes on taking answers, but asks no more. */
    void quiet() {
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
    }

    /** Takes no more answers: they are dropped from now on. */
    void close() {
        quiet();
        shared.rounds.remove(attempt);
    }

    /** The voter has not got the bytes after all: it is asked again with them. */
    void lacksBytes(int voter) {
        holders.remove(voter);
        unanswered.add(voter);
        ask(voter);
    }

    /** Asks one voter, once. */
    void ask(int voter) {
        measuring = false;
        shared.home.send(shared.quorums.voter(voter), new Ask(shared.epoch(), key, attempt, null, request));
    }

    void answer(int voter, Reply reply) {
        shared.peers.heard(voter, shared.now);
        if (unanswered.contains(voter)) {
            unanswered.remove(voter);
            if (measuring) {
                shared.peers.measured(voter, shared.now - startedAt);
            }
        }
        listener.answered(voter, reply);
    }

    /** Whoever has not answered by now is not expected to, unless something else was heard of it since. */
    void suspectUnanswered() {
        for (int voter = unanswered.next(0); voter >= 0; voter = unanswered.next(voter + 1)) {
            shared.peers.silent(voter, startedAt);
        }
    }

    long startedAt() {
        return startedAt;
    }

    private void schedule() {
        long delay = repeats < 2
                ? shared.peers.relayRetryMicros()
                : Math.min(MAX_RESEND_MICROS, RESEND_MICROS << Math.min(repeats - 2, 10));
        timer = shared.timers.at(shared.now + delay, this::repeat);
    }

    private void repeat() {
        measuring = false;
        repeats++;
        switch (repeats) {
            case 1 -> send(unanswered, Way.OTHER_REPRESENTATIVE, true);
            case 2 -> send(unanswered, Way.DIRECT, true);
            default -> send(unanswered, Way.DIRECT, false);
        }
        schedule();
    }

    private void send(VoterSet targets, Way way, boolean remoteOnly) {
        Request brief = shortRequest;
        if (brief == null) {
            route(targets, request, way, remoteOnly);
        } else if (repeats > 0 && repeatsBriefly) {
            route(targets, brief, way, remoteOnly);
        } else {
            VoterSet others = targets.copy().removeAll(holders);
            route(others, request, way, remoteOnly);
            route(targets.copy().removeAll(others), brief, way, remoteOnly);
        }
    }

    private void route(VoterSet targets, Request what, Way way, boolean remoteOnly) {
        Ask ask = new Ask(shared.epoch(), key, attempt, null, what);
        if (remoteOnly) {
            shared.router.sendRemote(targets, ask, way);
        } else {
            shared.router.send(targets, ask, way);
        }
    }
}
