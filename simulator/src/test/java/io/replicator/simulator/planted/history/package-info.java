/** Planted violations. */
@NullMarked
package io.replicator.simulator.planted.history;

import org.jspecify.annotations.NullMarked;
