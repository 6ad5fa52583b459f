@NullMarked
package io.replicator.libp2p.architecture.planted.kad;

import org.jspecify.annotations.NullMarked;
