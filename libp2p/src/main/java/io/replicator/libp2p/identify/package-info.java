/** Tells peers who we are and learns who they are: {@code /ipfs/id/1.0.0} and {@code /ipfs/id/push/1.0.0} (libp2p specs, {@code identify/README.md}). */
@NullMarked
package io.replicator.libp2p.identify;

import org.jspecify.annotations.NullMarked;
