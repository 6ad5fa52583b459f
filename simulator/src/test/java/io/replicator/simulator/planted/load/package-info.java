/** Planted violations. */
@NullMarked
package io.replicator.simulator.planted.load;

import org.jspecify.annotations.NullMarked;
