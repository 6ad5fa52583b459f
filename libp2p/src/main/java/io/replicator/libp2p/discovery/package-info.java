/** Finding peers that share an interest, by a name that they agreed on; as routing discovery of go-libp2p does it. */
@NullMarked
package io.replicator.libp2p.discovery;

import org.jspecify.annotations.NullMarked;
