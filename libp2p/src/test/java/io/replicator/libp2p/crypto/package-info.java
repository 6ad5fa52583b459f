@NullMarked
package io.replicator.libp2p.crypto;

import org.jspecify.annotations.NullMarked;
