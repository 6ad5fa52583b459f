package io.replicator.simulator.history;

/**
 * What clients saw of write-once registers, checked for linearizability as it is told. To be completed.
 *
 * @param <K> identifies a key
 * @param <P> identifies a proposal
 */
public final class History<K, P> {

    private long told;

    /** How often it was told anything. */
    public long told() {
        return told;
    }

    /** A client begins to store: from now on the proposal may win the key. Times are of one clock, in any unit. */
    public void proposed(K key, P proposal, long begin) {
        told++;
    }

    /** A client was told what became of its store. {@code first} says that the proposal was never sent before. */
    public void answered(K key, P proposal, boolean first, long begin, long end, Outcome<P> outcome) {
        told++;
    }

    /** A client was told what became of its read. */
    public void read(K key, long begin, long end, Outcome<P> outcome) {
        told++;
    }
}
