/** Load on real nodes, in this process or elsewhere, judged by the same history as the simulation. */
@NullMarked
package io.replicator.simulator.load;

import org.jspecify.annotations.NullMarked;
