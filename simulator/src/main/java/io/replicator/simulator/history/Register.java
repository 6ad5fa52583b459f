package io.replicator.simulator.history;

import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * What was told of one key, and the rules of {@link History}. Keeps what the closed form needs and nothing of single
 * operations; proposals that lost are forgotten as soon as a winner is seen.
 */
final class Register<K, P> {

    private final K key;

    /** The proposal that was told of first; from when a winner is seen, the winner. Most keys have no other one. */
    private @Nullable Attempts<P> main;

    private @Nullable Map<P, Attempts<P>> others;

    /** Of the answers that name a winner the one that ended first. */
    private @Nullable Answer<P> seen;

    private @Nullable P winner;

    /** The read that found nothing and began last. */
    private long missedBegin = Long.MIN_VALUE;

    private long missedEnd = Long.MIN_VALUE;

    private long firstBegin = Attempts.NEVER;
    private long stores;
    private long unknown;
    private boolean contended;

    Register(K key) {
        this.key = key;
    }

    void proposed(P proposal, long begin) {
        stores++;
        firstBegin = Math.min(firstBegin, begin);
        if (main == null) {
            main = new Attempts<>(proposal);
        }
        if (main.proposal.equals(proposal)) {
            main.began(begin);
            return;
        }
        contended = true;
        if (winner == null) {
            if (others == null) {
                others = new HashMap<>();
            }
            others.computeIfAbsent(proposal, Attempts::new).began(begin);
        }
    }

    void stored(P proposal, Outcome<P> outcome, long begin, long end) {
        observed(proposal, proposal, outcome, begin, end);
    }

    void taken(P proposal, P by, Outcome<P> outcome, long begin, long end) {
        if (by.equals(proposal)) {
            throw new Contradiction("key " + key + ": " + new Answer<>(proposal, outcome, begin, end)
                    + ", as if its own proposal had kept it from the key");
        }
        observed(by, proposal, outcome, begin, end);
    }

    void found(P by, Outcome<P> outcome, long begin, long end) {
        observed(by, null, outcome, begin, end);
    }

    /** An answer names the proposal that has the key; {@code stored} is null if it is the answer to a read. */
    private void observed(P named, @Nullable P stored, Outcome<P> outcome, long begin, long end) {
        if (winner != null && !winner.equals(named)) {
            throw new Contradiction("key " + key + " was taken by two proposals, " + winner + " and " + named + ": "
                    + seen + ", but " + new Answer<>(stored, outcome, begin, end));
        }
        if (winner == null) {
            winner = named;
            main = attemptsOf(named);
            others = null;
        }
        if (seen == null || end < seen.end()) {
            seen = new Answer<>(stored, outcome, begin, end);
            check();
        }
    }

    /** A read found nothing. */
    void missed(long begin, long end) {
        if (begin > missedBegin) {
            missedBegin = begin;
            missedEnd = end;
            check();
        }
    }

    /** A first attempt has sent nothing and never will. */
    void refused(P proposal, long begin, long end) {
        Attempts<P> attempts = attemptsOf(proposal);
        if (attempts != null) {
            attempts.withdrawn(begin, end);
            check();
        }
    }

    void unknown() {
        unknown++;
    }

    private @Nullable Attempts<P> attemptsOf(P proposal) {
        if (main != null && main.proposal.equals(proposal)) {
            return main;
        }
        return others == null ? null : others.get(proposal);
    }

    /** lo <= hi, one part of lo after the other. */
    private void check() {
        if (seen == null) {
            return;
        }
        if (main == null) {
            throw new Contradiction("key " + key + ": " + seen + ", but nobody had proposed " + winner);
        }
        if (main.earliest() == Attempts.NEVER) {
            throw new Contradiction(
                    "key " + key + ": " + seen + ", but " + winner + " had been refused for good by an answer at "
                            + main.refusedAt() + ", and was not proposed again");
        }
        if (main.earliest() > seen.end()) {
            throw new Contradiction("key " + key + ": " + seen + ", but " + winner + " was proposed only at "
                    + main.earliest() + refusal(main));
        }
        if (missedBegin > seen.end()) {
            throw new Contradiction("key " + key + ": " + seen + ", but a read that began after it, from " + missedBegin
                    + " to " + missedEnd + ", found nothing");
        }
    }

    private static String refusal(Attempts<?> attempts) {
        return attempts.refusedAt() == Attempts.NEVER
                ? ""
                : " (what had been proposed before was refused for good by an answer at " + attempts.refusedAt() + ")";
    }

    @Nullable
    P winner() {
        return winner;
    }

    long stores() {
        return stores;
    }

    boolean isContended() {
        return contended;
    }

    boolean isInDoubt() {
        return unknown > 0;
    }

    Contest<K, P> contest() {
        OptionalLong timeToWinner =
                seen == null || stores == 0 ? OptionalLong.empty() : OptionalLong.of(seen.end() - firstBegin);
        return new Contest<>(key, winner, stores, unknown, timeToWinner);
    }
}
