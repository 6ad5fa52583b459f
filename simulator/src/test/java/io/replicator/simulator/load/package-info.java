/** Tests of the load: its parts against clocks and nodes that do as they are told, the whole on real nodes. */
@NullMarked
package io.replicator.simulator.load;

import org.jspecify.annotations.NullMarked;
