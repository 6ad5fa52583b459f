/** The production journal's contract on a disk that can be slow, full, wiped and cut off in the middle of a sync. */
@NullMarked
package io.replicator.simulator.disk;

import org.jspecify.annotations.NullMarked;
