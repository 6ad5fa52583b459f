/** A network in memory, for tests of protocols that need many hosts and no sockets. */
@NullMarked
package io.replicator.libp2p.memory;

import org.jspecify.annotations.NullMarked;
