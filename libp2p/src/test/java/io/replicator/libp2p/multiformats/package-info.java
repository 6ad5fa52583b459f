@NullMarked
package io.replicator.libp2p.multiformats;

import org.jspecify.annotations.NullMarked;
