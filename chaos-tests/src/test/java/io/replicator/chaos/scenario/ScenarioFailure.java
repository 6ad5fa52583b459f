package io.replicator.chaos.scenario;

import org.jspecify.annotations.Nullable;

/** A promise was not kept in a scenario. */
final class ScenarioFailure extends AssertionError {

    private static final long serialVersionUID = 1;

    ScenarioFailure(String what, @Nullable Throwable cause) {
        super(what, cause);
    }
}
