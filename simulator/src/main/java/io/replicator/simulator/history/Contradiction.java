package io.replicator.simulator.history;

/** What clients were told cannot all be true of a write-once register. The message names the key and both facts. */
public final class Contradiction extends RuntimeException {

    private static final long serialVersionUID = 1;

    public Contradiction(String what) {
        super(what);
    }
}
