/** Narrow swarms, for bugs that need what ordinary worlds hardly have together. */
@NullMarked
package io.replicator.simulator.focus;

import org.jspecify.annotations.NullMarked;
