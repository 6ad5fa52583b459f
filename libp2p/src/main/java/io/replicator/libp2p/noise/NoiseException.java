package io.replicator.libp2p.noise;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A handshake or a message that cannot be trusted. */
public final class NoiseException extends IOException {

    NoiseException(String message) {
        super(message);
    }

    NoiseException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
