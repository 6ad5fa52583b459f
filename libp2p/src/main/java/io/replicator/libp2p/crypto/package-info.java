/**
 * Identity keys and signatures (libp2p specs, {@code peer-ids/peer-ids.md}). This stack signs with Ed25519, and verifies
 * every kind of key that a peer may have.
 */
@NullMarked
package io.replicator.libp2p.crypto;

import org.jspecify.annotations.NullMarked;
