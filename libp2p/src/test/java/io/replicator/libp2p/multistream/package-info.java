@NullMarked
package io.replicator.libp2p.multistream;

import org.jspecify.annotations.NullMarked;
