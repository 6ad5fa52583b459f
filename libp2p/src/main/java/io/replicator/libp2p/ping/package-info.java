/** Whether a peer is alive, and how far away: {@code /ipfs/ping/1.0.0} (libp2p specs, {@code ping/ping.md}). */
@NullMarked
package io.replicator.libp2p.ping;

import org.jspecify.annotations.NullMarked;
