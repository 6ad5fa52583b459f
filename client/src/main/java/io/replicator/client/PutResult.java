package io.replicator.client;

/**
 * What became of a store (protocol section 6). The type is sealed and offers no shortcut such as {@code isStored()}: a
 * caller that switches over it is made to say what it does about {@link Unknown}.
 *
 * <p>Every result names the transaction that it speaks of; the same transaction may be sent again with
 * {@link ReplicatorClient#put(String, byte[], String)}, at any node, without ever storing a second value.
 */
public sealed interface PutResult {

    /** The transaction that was proposed: 1 to 128 visible ASCII characters. */
    String txId();

    /** The value is decided for this key, for ever. */
    record Stored(String txId, String pid) implements PutResult {}

    /**
     * This very transaction and value were committed before this request could decide them; for the caller it means
     * stored. Seen after a retry whose earlier attempt had succeeded unnoticed.
     */
    record AlreadyYours(String txId, String pid) implements PutResult {}

    /** Another proposal is committed for this key: choose another key. */
    record KeyExists(String txId, Winner winner) implements PutResult {}

    /** Another proposal holds this key for now, and this one was never sent: choose another key, or try later. */
    record KeyReserved(String txId, Winner holder) implements PutResult {}

    /** This key already has this transaction with another value. A transaction id belongs to one key and one value. */
    record TxReused(String txId, String detail) implements PutResult {}

    /**
     * The node refuses such a request; the same request will never do better. Nothing was stored.
     *
     * @param code {@code bad-key}, {@code value-too-large} or another of the node's problem codes
     */
    record Rejected(String txId, String code, String detail) implements PutResult {}

    /**
     * Nothing was proposed, so nothing can become stored by this request: it may be repeated later.
     *
     * @param code {@code not-attempted} if nodes answered so, {@code unreachable} if no node could be connected to
     */
    record NotStored(String txId, String code, String detail) implements PutResult {}

    /**
     * The time is over and the proposal may have been sent: it may be stored now, later, or never. Neither a success
     * nor a failure. To learn which, send the same transaction again, at any node.
     */
    record Unknown(String txId, String detail) implements PutResult {}

    /**
     * The proposal that has the key.
     *
     * @param txId its transaction
     * @param pid its proposal id, in hexadecimal
     * @param sameValue whether it has the same value as the one proposed here
     */
    record Winner(String txId, String pid, boolean sameValue) {}
}
