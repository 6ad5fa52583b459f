package io.replicator.engine.model;

/**
 * An assertion of protocol section 9 does not hold: two proposals where there can be one, or bytes that are not what
 * they are called. Always on. The node stops at once, since going on could spread the damage; its journal brings it back.
 */
public final class ProtocolViolation extends RuntimeException {

    public ProtocolViolation(String message) {
        super(message);
    }
}
