/**
 * The Kademlia DHT of libp2p (libp2p specs, {@code kad-dht/README.md}): peers find each other, and who provides what,
 * without a central directory. {@link io.replicator.libp2p.kad.KademliaDht} is the entry.
 */
@NullMarked
package io.replicator.libp2p.kad;

import org.jspecify.annotations.NullMarked;
