/**
 * The security protocol {@code /noise} (libp2p specs, {@code noise/README.md}): Noise_XX_25519_ChaChaPoly_SHA256 on the
 * primitives of the JDK, with libp2p's proof of identity in its payloads. Fails closed: whatever is wrong ends the
 * connection.
 */
@NullMarked
package io.replicator.libp2p.noise;

import org.jspecify.annotations.NullMarked;
