/**
 * The self-describing values of the multiformats family: varints, multibase, multihash, CID, multiaddr and peer id, and
 * a small protobuf reader and writer. Every parser throws {@link java.lang.IllegalArgumentException} on malformed input,
 * with a message that says what is wrong, and bounds every length before it allocates.
 */
@NullMarked
package io.replicator.libp2p.multiformats;

import org.jspecify.annotations.NullMarked;
