package io.replicator.simulator.containers;

import org.jspecify.annotations.Nullable;

/** Docker, or something in a container, did not do what it was told. The message is for people. */
public final class ContainerFailure extends RuntimeException {

    private static final long serialVersionUID = 1;

    ContainerFailure(String what, @Nullable Throwable cause) {
        super(what, cause);
    }

    ContainerFailure(String what) {
        this(what, null);
    }
}
