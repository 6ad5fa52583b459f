package io.replicator.engine.model;

import java.nio.charset.StandardCharsets;

/**
 * Names one attempt of a client to take a key, across retries at any node: 1 to {@value #MAX_LENGTH} visible ASCII
 * characters. A transaction id belongs to its key.
 */
public record TxId(String text) {

    public static final int MAX_LENGTH = 128;

    public TxId {
        if (text.isEmpty() || text.length() > MAX_LENGTH || !isVisibleAscii(text)) {
            throw new IllegalArgumentException(
                    "a transaction id (Idempotency-Key) has 1 to " + MAX_LENGTH + " visible ASCII characters");
        }
    }

    private static boolean isVisibleAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) <= ' ' || text.charAt(i) > '~') {
                return false;
            }
        }
        return true;
    }

    byte[] toBytes() {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String toString() {
        return text;
    }
}
