package io.replicator.simulator.load;

/** What came of one request to one node. */
sealed interface Exchange {

    /**
     * A whole HTTP response.
     *
     * @param node the header Replicator-Node; empty if somebody else answered
     * @param txId the header Replicator-Tx; empty without
     */
    @SuppressWarnings("ArrayRecordComponent") // Read once, never compared.
    record Answered(int status, String node, String txId, byte[] body) implements Exchange {}

    /** No connection: the request cannot have arrived. */
    record NotSent(String reason) implements Exchange {}

    /** The connection broke before a whole response was there; the request may have arrived. */
    record CutOff(String reason) implements Exchange {}

    /** No response in time, and the client hung up. */
    record TimedOut() implements Exchange {}

    /** The client hung up on purpose as soon as it had asked. */
    record HungUp() implements Exchange {}
}
