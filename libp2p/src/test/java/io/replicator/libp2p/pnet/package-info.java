@NullMarked
package io.replicator.libp2p.pnet;

import org.jspecify.annotations.NullMarked;
