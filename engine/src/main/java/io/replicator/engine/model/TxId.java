package io.replicator.engine.model;

import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * Names one attempt of a client to take a key, across retries at any node: 1 to {@value #MAX_LENGTH} visible ASCII
 * characters. A transaction id belongs to its key.
 */
public record TxId(String text) {

    public static final int MAX_LENGTH = 128;

    private static final Pattern VALID = Pattern.compile("[!-~]{1," + MAX_LENGTH + "}");

    public TxId {
        if (!VALID.matcher(text).matches()) {
            throw new IllegalArgumentException(
                    "a transaction id (Idempotency-Key) has 1 to " + MAX_LENGTH + " visible ASCII characters");
        }
    }

    byte[] toBytes() {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public String toString() {
        return text;
    }
}
