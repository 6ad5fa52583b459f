/**
 * The security protocol {@code /noise} (libp2p specs, {@code noise/README.md}): Noise_XX_25519_ChaChaPoly_SHA256, with
 * libp2p's proof of identity in its payloads. X25519 and ChaCha20-Poly1305 are Conscrypt's (BoringSSL), or the JDK's
 * where that has no library. Fails closed: whatever is wrong ends the connection.
 */
@NullMarked
package io.replicator.libp2p.noise;

import org.jspecify.annotations.NullMarked;
