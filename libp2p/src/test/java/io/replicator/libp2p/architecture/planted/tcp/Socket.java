package io.replicator.libp2p.architecture.planted.tcp;

/** Breaks nothing. */
public record Socket(int port) {}
