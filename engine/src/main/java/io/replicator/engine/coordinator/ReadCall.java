package io.replicator.engine.coordinator;

import io.replicator.engine.model.Key;
import io.replicator.engine.outcome.ReadOutcome;
import java.util.function.Consumer;

/**
 * A client's wish to know what a key stands for.
 *
 * @param deadlineMicros when the client is told that no quorum could say
 * @param done is told the outcome, once, in the middle of a turn: it must not call the driver
 */
public record ReadCall(Key key, long deadlineMicros, Consumer<ReadOutcome> done) {}
