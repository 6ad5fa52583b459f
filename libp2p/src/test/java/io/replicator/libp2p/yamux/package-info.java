@NullMarked
package io.replicator.libp2p.yamux;

import org.jspecify.annotations.NullMarked;
