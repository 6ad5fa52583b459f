/** Tests against go-libp2p, which runs as a process of its own. */
@NullMarked
package io.replicator.libp2p.interop;

import org.jspecify.annotations.NullMarked;
