package io.replicator.node.wire;

/** The remote sent what this node cannot take. The stream that it came on is of no use any more. */
public abstract sealed class WireException extends Exception
        permits MalformedFrameException, UnsupportedWireVersionException {

    private static final long serialVersionUID = 1L;

    WireException(String message) {
        super(message);
    }

    WireException(String message, Throwable cause) {
        super(message, cause);
    }
}
