/** Finds the other nodes and keeps a session to each: bootstrap peers, the DHT, and the addresses remembered on disk. */
@NullMarked
package io.replicator.node.discovery;

import org.jspecify.annotations.NullMarked;
