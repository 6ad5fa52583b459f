@NullMarked
package io.replicator.simulator.swarm;

import org.jspecify.annotations.NullMarked;
