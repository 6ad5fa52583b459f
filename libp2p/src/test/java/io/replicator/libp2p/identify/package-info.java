@NullMarked
package io.replicator.libp2p.identify;

import org.jspecify.annotations.NullMarked;
