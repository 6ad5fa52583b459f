@NullMarked
package io.replicator.libp2p.host;

import org.jspecify.annotations.NullMarked;
