package io.replicator.simulator.world;

import io.replicator.engine.model.Key;
import org.jspecify.annotations.Nullable;

/** A promise of the protocol was broken. */
public final class Broken extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String property;
    private final transient @Nullable Key key;

    /**
     * @param property the name of the broken property, as the catalogue has it
     * @param what what was seen
     */
    public Broken(String property, String what) {
        this(property, null, what);
    }

    /**
     * @param property the name of the broken property, as the catalogue has it
     * @param key the key that it was broken for; null if it concerns no key in particular
     * @param what what was seen
     */
    public Broken(String property, @Nullable Key key, String what) {
        super(property + ": " + what);
        this.property = property;
        this.key = key;
    }

    public Broken(String property, String what, Throwable cause) {
        super(property + ": " + what, cause);
        this.property = property;
        this.key = null;
    }

    public String property() {
        return property;
    }

    /** The key that it was broken for; null if it concerns no key in particular. */
    public @Nullable Key key() {
        return key;
    }
}
