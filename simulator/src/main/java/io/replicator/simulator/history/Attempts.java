package io.replicator.simulator.history;

/**
 * The stores of one proposal at one key, as far as it matters when it may have taken the key.
 *
 * <p>Only a first attempt can turn out to have sent nothing, so that the two earliest beginnings say enough: nothing began
 * before a first attempt, and what is left when it is withdrawn began at the second one or later.
 */
final class Attempts<P> {

    /** Later than every time. */
    static final long NEVER = Long.MAX_VALUE;

    final P proposal;
    private long earliest = NEVER;
    private long second = NEVER;
    private long refusedAt = NEVER;

    Attempts(P proposal) {
        this.proposal = proposal;
    }

    void began(long begin) {
        if (begin < earliest) {
            second = earliest;
            earliest = begin;
        } else if (begin < second) {
            second = begin;
        }
    }

    /** The first attempt has sent nothing: the proposal may not have won by it. */
    void withdrawn(long begin, long end) {
        if (begin != earliest) {
            throw new IllegalArgumentException(
                    "a store of " + proposal + " that began at " + begin + " was not the first one: "
                            + (earliest == NEVER ? "none is open" : "another began at " + earliest));
        }
        // The second stays as it is: a bound for all that began after it, of which this keeps no count.
        earliest = second;
        refusedAt = end;
    }

    /** The proposal cannot have taken the key before; {@link #NEVER} if all attempts were refused. */
    long earliest() {
        return earliest;
    }

    /** When an attempt was last refused for good; {@link #NEVER} if none was. */
    long refusedAt() {
        return refusedAt;
    }
}
