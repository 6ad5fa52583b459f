/** Planted violations. */
@NullMarked
package io.replicator.simulator.planted.report;

import org.jspecify.annotations.NullMarked;
