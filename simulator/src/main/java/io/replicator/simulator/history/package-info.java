/** What clients saw, and whether write-once registers can have behaved so. Knows nothing of how the nodes work. */
@NullMarked
package io.replicator.simulator.history;

import org.jspecify.annotations.NullMarked;
