package io.replicator.engine.port;

/** Is told what happens, for metrics; must neither throw nor block. Called from the driver's thread alone. */
public interface Probe {

    Probe NONE = new Probe() {};

    /** The own voter answered a proposal of this node. */
    default void votedLocally(long micros) {}

    /** A proposal of this node was decided, from its start. */
    default void decided(long micros, boolean fast) {}

    /** A ballot above 0 was started: 1 confirms, higher ones recover. */
    default void ballotStarted(long round) {}

    /** A recovery of an undecided key was begun. */
    default void recoveryStarted() {}

    /** The sweeper took up an orphaned reservation. */
    default void orphanTaken() {}

    /** A representative did not answer in time, and another way was taken. */
    default void relayFailedOver() {}

    /** Keys that anti-entropy brought. */
    default void keysPulled(int count) {}

    /** Something that an operator may want to read, such as an adopted configuration; never on the path of a store. */
    default void event(String text) {}
}
