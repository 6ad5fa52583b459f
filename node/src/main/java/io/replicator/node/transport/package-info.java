/** Carries the engine's messages over libp2p streams: sessions, their opening Hello, batches, and back-pressure. */
@NullMarked
package io.replicator.node.transport;

import org.jspecify.annotations.NullMarked;
