package io.replicator.simulator.swarm;

import io.replicator.engine.model.Key;
import io.replicator.simulator.invariant.Property;
import io.replicator.simulator.world.Broken;
import java.util.function.Predicate;

/**
 * Real worlds, of which some are said to break a promise in the end: what finds, makes small and tells failures is tested
 * without a bug.
 *
 * @param breaks which plans
 */
public record PlantedTrial(Predicate<Plan> breaks) implements Trial {

    public static final String PROPERTY = Property.ONE_VALUE_PER_KEY.title();
    public static final Key KEY = Key.ofClient("key-0");
    public static final String WHAT = "two proposals have it";

    @Override
    public Verdict run(Plan plan, boolean recording) {
        Verdict verdict = Trial.REAL.run(plan, recording);
        if (!breaks.test(plan)) {
            return verdict;
        }
        Broken broken = new Broken(PROPERTY, KEY, WHAT);
        verdict.world().trace().broken(broken);
        return new Verdict(plan, broken, verdict.world(), verdict.history(), verdict.checks());
    }
}
