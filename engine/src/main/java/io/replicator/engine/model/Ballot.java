package io.replicator.engine.model;

import java.util.Comparator;

/**
 * The order of attempts at one key (protocol section 1): 0, the fast round in which voters reserve, is below 1, by which
 * a coordinator confirms a classic quorum of reservations, and both are below the classic ballots (round >= 2, store,
 * boot). The boot count makes classic ballots unique across restarts.
 */
public record Ballot(long round, StoreId store, long boot) implements Comparable<Ballot> {

    private static final StoreId NOBODY = new StoreId(0, 0);
    private static final Comparator<Ballot> ORDER =
            Comparator.comparingLong(Ballot::round).thenComparing(Ballot::store).thenComparingLong(Ballot::boot);

    public static final Ballot FAST = new Ballot(0, NOBODY, 0);
    public static final Ballot CONFIRM = new Ballot(1, NOBODY, 0);
    /** The lowest round of a classic ballot. */
    public static final long FIRST_CLASSIC_ROUND = 2;

    public Ballot {
        if (round < 0 || boot < 0) {
            throw new IllegalArgumentException("a ballot has no negative round or boot count");
        }
        if (round < FIRST_CLASSIC_ROUND && (!store.equals(NOBODY) || boot != 0)) {
            throw new IllegalArgumentException("ballots 0 and 1 belong to no store");
        }
    }

    public boolean isFast() {
        return round == 0;
    }

    public boolean isClassic() {
        return round >= FIRST_CLASSIC_ROUND;
    }

    public boolean isAbove(Ballot other) {
        return compareTo(other) > 0;
    }

    @Override
    public int compareTo(Ballot other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return isClassic() ? round + "." + store.toString().substring(0, 8) + "." + boot : Long.toString(round);
    }
}
