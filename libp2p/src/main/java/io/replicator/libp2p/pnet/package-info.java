/**
 * Private networks (libp2p specs, {@code pnet/Private-Networks-PSK-V1.md}): a key that all peers share, under which
 * everything on a connection is encrypted, below multistream-select. Whoever lacks it sees and says nothing but noise.
 */
@NullMarked
package io.replicator.libp2p.pnet;

import org.jspecify.annotations.NullMarked;
