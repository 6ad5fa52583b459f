package io.replicator.libp2p.yamux;

import java.io.IOException;

/** The remote broke the rules of Yamux, or this side ran into one of its limits; ends the session. */
public final class YamuxException extends IOException {

    private final GoAwayCode code;

    YamuxException(GoAwayCode code, String message) {
        super(message);
        this.code = code;
    }

    /** What the remote is told when the session ends for this reason. */
    GoAwayCode code() {
        return code;
    }
}
