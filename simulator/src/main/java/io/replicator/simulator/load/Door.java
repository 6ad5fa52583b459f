package io.replicator.simulator.load;

/** Where a client asks one node: one request after the other, each of them once. One thread at a time. */
interface Door {

    /**
     * Sends a store.
     *
     * @param key of unreserved characters (RFC 3986) alone
     * @param txId empty: the node makes one
     * @param value a buffer that begins with the value
     * @param hangUp whether to leave once it is sent
     */
    Exchange put(String key, String txId, byte[] value, int length, boolean hangUp);

    /**
     * Sends a question.
     *
     * @param path with its query
     */
    Exchange get(String path);
}
