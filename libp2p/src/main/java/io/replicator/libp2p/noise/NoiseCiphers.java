package io.replicator.libp2p.noise;

/** What one side of a connection encrypts and decrypts with. */
record NoiseCiphers(CipherState sending, CipherState receiving) {}
