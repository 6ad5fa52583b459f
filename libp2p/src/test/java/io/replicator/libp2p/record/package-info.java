@NullMarked
package io.replicator.libp2p.record;

import org.jspecify.annotations.NullMarked;
