@NullMarked
package io.replicator.libp2p.kad;

import org.jspecify.annotations.NullMarked;
