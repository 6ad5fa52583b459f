@NullMarked
package io.replicator.libp2p.tls;

import org.jspecify.annotations.NullMarked;
