/** Planted violations. */
@NullMarked
package io.replicator.simulator.planted.disk;

import org.jspecify.annotations.NullMarked;
