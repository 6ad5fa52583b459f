@NullMarked
package io.replicator.libp2p.ping;

import org.jspecify.annotations.NullMarked;
