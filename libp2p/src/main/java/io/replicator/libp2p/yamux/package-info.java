/**
 * The Yamux stream multiplexer (libp2p specs, {@code yamux/README.md}) as a Netty handler. A {@link
 * io.replicator.libp2p.yamux.YamuxSession} turns one ordered byte channel into many flow-controlled {@link
 * io.replicator.libp2p.yamux.YamuxStream streams}. It knows nothing of peers or protocols.
 */
@NullMarked
package io.replicator.libp2p.yamux;

import org.jspecify.annotations.NullMarked;
