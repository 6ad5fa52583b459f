@NullMarked
package io.replicator.libp2p.architecture;

import org.jspecify.annotations.NullMarked;
