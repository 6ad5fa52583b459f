package io.replicator.engine.coordinator;

import io.replicator.engine.model.Key;
import io.replicator.engine.model.TxId;
import io.replicator.engine.model.Value;
import io.replicator.engine.outcome.StoreOutcome;
import java.util.function.Consumer;

/**
 * A client's wish to take a key.
 *
 * @param madeHere whether the transaction id was made for this very request, so that nobody can have sent it before
 * @param deadlineMicros when the client is told that the outcome is unknown
 * @param done is told the outcome, once, in the middle of a turn: it must not call the driver
 */
public record StoreCall(
        Key key, Value value, TxId txId, boolean madeHere, long deadlineMicros, Consumer<StoreOutcome> done) {}
