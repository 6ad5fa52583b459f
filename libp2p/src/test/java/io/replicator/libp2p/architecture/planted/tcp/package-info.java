@NullMarked
package io.replicator.libp2p.architecture.planted.tcp;

import org.jspecify.annotations.NullMarked;
