@NullMarked
package io.replicator.libp2p.architecture.planted.host;

import org.jspecify.annotations.NullMarked;
