package io.replicator.simulator.focus;

import io.replicator.simulator.swarm.Plan;
import io.replicator.simulator.swarm.Run;
import io.replicator.simulator.swarm.Verdict;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Narrow swarms: each draws its plans from what it takes to meet one kind of bug, and little else. Of the plans of
 * {@link io.replicator.simulator.swarm.Draw}, which may have everything, hardly any has just that.
 */
public enum Focus {
    /**
     * Nodes that do not vote fight for keys over ways that are slow and lose much, so that ballots are left half done, and
     * answers come to whoever is at the next ballot by then. A voter that decides a key tells the outcome to all who ask
     * from then on; with others, it stays to be inferred.
     */
    DISPUTES(3, 3, FocusDraw::disputes),
    /** One node stores, and another one reads over and over; its proposals and what that one hears come late. */
    LATE_READS(5, 1, FocusDraw::lateReads),
    /** Coordinators that end and are back at once, while what they asked was lost or is still on its way. */
    RESTARTS(3, 2, FocusDraw::restarts);

    private final int voters;
    private final int learners;
    private final Consumer<FocusDraw> drawing;

    Focus(int voters, int learners, Consumer<FocusDraw> drawing) {
        this.voters = voters;
        this.learners = learners;
        this.drawing = drawing;
    }

    /** The plan of a seed: the same for the same seed. */
    Plan plan(long seed) {
        FocusDraw draw = new FocusDraw(seed, voters, learners);
        drawing.accept(draw);
        return draw.plan();
    }

    /**
     * The first seed of a focus that breaks a promise. Speaks in types of the JDK alone.
     *
     * @return the seed, the property and what was seen, separated by {@code |}; null if all seeds keep all promises
     */
    public static @Nullable String firstFailure(String focus, long firstSeed, int seeds) {
        for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
            Verdict verdict = Run.of(valueOf(focus).plan(seed));
            if (verdict.broken() != null) {
                return seed + "|" + verdict.broken().property() + "|"
                        + verdict.broken().getMessage();
            }
        }
        return null;
    }
}
