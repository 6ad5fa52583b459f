package io.replicator.libp2p.yamux;

/** Why a session ends, as its last frame says; the ordinal is the number on the wire. */
enum GoAwayCode {
    NORMAL,
    PROTOCOL_ERROR,
    INTERNAL_ERROR
}
