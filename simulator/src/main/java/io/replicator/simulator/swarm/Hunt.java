package io.replicator.simulator.swarm;

import org.jspecify.annotations.Nullable;

/** Runs seeds one after another until a promise is broken. Speaks in types of the JDK alone. */
public final class Hunt {

    private Hunt() {}

    /**
     * The first seed that breaks a promise.
     *
     * @return the seed, the property and what was seen, separated by {@code |}; null if all seeds keep all promises
     */
    public static @Nullable String firstFailure(long firstSeed, int seeds) {
        for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
            Verdict verdict = Run.of(Draw.plan(seed, SwarmSettings.ANY));
            if (verdict.broken() != null) {
                return seed + "|" + verdict.broken().property() + "|"
                        + verdict.broken().getMessage();
            }
        }
        return null;
    }
}
