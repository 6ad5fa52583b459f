package io.replicator.libp2p.fuzz;

/** A target did not do what it promises; the fuzzer reports the bytes that led to it. */
public final class Broken extends AssertionError {

    private static final long serialVersionUID = 1;

    public Broken(String what) {
        super(what);
    }

    public static void unless(boolean holds, String promise) {
        if (!holds) {
            throw new Broken(promise);
        }
    }
}
