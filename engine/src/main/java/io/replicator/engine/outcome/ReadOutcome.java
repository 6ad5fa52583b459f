package io.replicator.engine.outcome;

import io.replicator.engine.model.KeyState;

/** What a client is told of its read (protocol section 6). */
public sealed interface ReadOutcome {

    record Found(KeyState.Committed committed) implements ReadOutcome {}

    /** A classic quorum knows of no outcome, and of no proposal that could still become one: linearizable. */
    record NotFound() implements ReadOutcome {}

    /** No quorum could say before the deadline. */
    record Unavailable(String reason) implements ReadOutcome {}
}
