package io.replicator.simulator.swarm;

/** Carries out plans. */
@FunctionalInterface
public interface Trial {

    /** As {@link Run} does. */
    Trial REAL = (plan, recording) -> recording ? Run.recorded(plan) : Run.of(plan);

    /**
     * Carries one out; the same one always with the same verdict. May be called by several threads at once.
     *
     * @param recording whether everything that happens is kept as text
     */
    Verdict run(Plan plan, boolean recording);

    /** Carries one out, and keeps no text. */
    default Verdict run(Plan plan) {
        return run(plan, false);
    }
}
