package io.replicator.simulator.invariant;

import io.replicator.engine.model.Key;
import io.replicator.simulator.world.Broken;
import org.jspecify.annotations.Nullable;

/** One property that must always hold: what it is called, what it says and how often it was checked in one world. */
public abstract class Invariant {

    private final Property property;
    private long times;

    Invariant(Property property) {
        this.property = property;
    }

    public final Property property() {
        return property;
    }

    /** How often the property was checked. */
    public final long times() {
        return times;
    }

    final void checked() {
        times++;
    }

    final Broken broken(String what) {
        return broken(null, what);
    }

    final Broken broken(@Nullable Key key, String what) {
        return new Broken(property.title(), key, what);
    }
}
