/** Planted violations. */
@NullMarked
package io.replicator.simulator.planted.world;

import org.jspecify.annotations.NullMarked;
