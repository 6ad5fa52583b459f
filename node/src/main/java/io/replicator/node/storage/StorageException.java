package io.replicator.node.storage;

/** The store could not be read, or holds what this node cannot have written. Nothing can be relied on after it. */
public final class StorageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    StorageException(String message) {
        super(message);
    }

    StorageException(String message, Throwable cause) {
        super(message, cause);
    }
}
