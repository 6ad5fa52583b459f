/** A network of production drivers in virtual time: whatever happens is drawn from one seed, in the order of (time, sequence). */
@NullMarked
package io.replicator.simulator.world;

import org.jspecify.annotations.NullMarked;
