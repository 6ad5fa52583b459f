@NullMarked
package io.replicator.libp2p.discovery;

import org.jspecify.annotations.NullMarked;
