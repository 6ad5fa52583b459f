package io.replicator.simulator.world;

/** A promise of the protocol was broken. */
public final class Broken extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final String property;

    /**
     * @param property the name of the broken property, as the catalogue has it
     * @param what what was seen
     */
    public Broken(String property, String what) {
        super(property + ": " + what);
        this.property = property;
    }

    public Broken(String property, String what, Throwable cause) {
        super(property + ": " + what, cause);
        this.property = property;
    }

    public String property() {
        return property;
    }
}
