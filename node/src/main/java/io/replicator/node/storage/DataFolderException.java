package io.replicator.node.storage;

import org.jspecify.annotations.Nullable;

/** The data folder is refused; the message tells a person why, and what to do. */
public final class DataFolderException extends Exception {

    private static final long serialVersionUID = 1L;

    /** Why a data folder is refused. */
    public enum Reason {
        /** Another node runs on it. */
        LOCKED,
        /** It is damaged, or a part of it is missing. */
        CORRUPT,
        /** It belongs to a node of another cluster. */
        FOREIGN_CLUSTER,
        /** A later release wrote it. */
        NEWER_FORMAT,
        /** It cannot be created, read or written. */
        NOT_WRITABLE,
        /** It holds something else. */
        NOT_A_REPLICATOR_FOLDER
    }

    private final Reason reason;

    DataFolderException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }

    DataFolderException(Reason reason, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.reason = reason;
    }

    public Reason reason() {
        return reason;
    }
}
