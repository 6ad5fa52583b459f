/** A benchmark beside go-libp2p, run by hand. */
@NullMarked
package io.replicator.libp2p.bench;

import org.jspecify.annotations.NullMarked;
