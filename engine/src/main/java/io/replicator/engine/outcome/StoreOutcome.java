package io.replicator.engine.outcome;

import io.replicator.engine.model.Pid;
import io.replicator.engine.model.TxId;

/** What a client is told of its store (protocol section 6). Only {@link Unknown} is not final. */
public sealed interface StoreOutcome {

    /** Decided by this request (201). */
    record Stored(TxId txId, Pid pid) implements StoreOutcome {}

    /** The same transaction and value were committed before this request decided it (200). */
    record AlreadyYours(TxId txId, Pid pid) implements StoreOutcome {}

    /** Another proposal is committed (409): choose another key. */
    record KeyExists(TxId txId, TxId winner, Pid winnerPid, boolean sameValue) implements StoreOutcome {}

    /** Another reservation stands at this node, and this proposal never left it (409): choose another key. */
    record KeyReserved(TxId txId, TxId holder, Pid holderPid, boolean sameValue) implements StoreOutcome {}

    /** The deadline passed; the proposal may be stored later (504): retry the same transaction at any node. */
    record Unknown(TxId txId) implements StoreOutcome {}

    /** Nothing was sent in this request (503). */
    record NotAttempted(TxId txId, String reason) implements StoreOutcome {}

    /** The key holds the same transaction with another value (422). */
    record TxReused(TxId txId, Pid holderPid) implements StoreOutcome {}
}
