package io.replicator.libp2p.yamux;

/** Why a session ends, as its last frame says. */
enum GoAwayCode {
    NORMAL(0),
    PROTOCOL_ERROR(1),
    INTERNAL_ERROR(2);

    private final int number;

    GoAwayCode(int number) {
        this.number = number;
    }

    /** The number on the wire. */
    int number() {
        return number;
    }
}
