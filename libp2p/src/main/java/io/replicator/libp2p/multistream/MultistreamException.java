package io.replicator.libp2p.multistream;

import java.io.IOException;

/** The remote does not speak multistream-select 1.0 as it should. */
public final class MultistreamException extends IOException {

    MultistreamException(String message) {
        super(message);
    }
}
