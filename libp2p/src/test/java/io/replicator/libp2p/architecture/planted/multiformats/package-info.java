@NullMarked
package io.replicator.libp2p.architecture.planted.multiformats;

import org.jspecify.annotations.NullMarked;
