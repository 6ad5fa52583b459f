@NullMarked
package io.replicator.libp2p.tcp;

import org.jspecify.annotations.NullMarked;
