@NullMarked
package io.replicator.libp2p.noise;

import org.jspecify.annotations.NullMarked;
