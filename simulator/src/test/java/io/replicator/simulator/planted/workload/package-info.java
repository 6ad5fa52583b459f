/** Planted violations. */
@NullMarked
package io.replicator.simulator.planted.workload;

import org.jspecify.annotations.NullMarked;
