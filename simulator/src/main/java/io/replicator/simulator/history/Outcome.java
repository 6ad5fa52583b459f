package io.replicator.simulator.history;

/**
 * What a client was told of one operation on a write-once register (protocol section 6), as far as the history has to tell
 * answers apart.
 *
 * @param <P> identifies a proposal, that is one transaction with one value
 */
public sealed interface Outcome<P> {

    /** Of a store: the own proposal has the key. */
    record Stored<P>() implements Outcome<P> {}

    /** Of a store: this other proposal has the key, for good. */
    record Taken<P>(P winner) implements Outcome<P> {}

    /** Of a store: it was not attempted, and never will be; says nothing of the key. Final for a first attempt only. */
    record Refused<P>() implements Outcome<P> {}

    /** Of a store: it may take effect at any time after its beginning, or never. Also when the client gave up. */
    record Unknown<P>() implements Outcome<P> {}

    /** Of a read: this proposal has the key. */
    record Found<P>(P winner) implements Outcome<P> {}

    /** Of a read: no proposal had the key at some moment between the question and the answer. */
    record Missing<P>() implements Outcome<P> {}

    /** Of a read: nobody could say. */
    record Unavailable<P>() implements Outcome<P> {}
}
