package io.replicator.node.wire;

/** Bytes that are no frame of this protocol: damaged, cut off, beyond a limit, or of another protocol altogether. */
public final class MalformedFrameException extends WireException {

    private static final long serialVersionUID = 1L;

    MalformedFrameException(String message) {
        super(message);
    }

    MalformedFrameException(String message, Throwable cause) {
        super(message, cause);
    }
}
