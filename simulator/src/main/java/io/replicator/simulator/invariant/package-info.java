/** What must always hold: one class for each property, listed in the catalogue. */
@NullMarked
package io.replicator.simulator.invariant;

import org.jspecify.annotations.NullMarked;
