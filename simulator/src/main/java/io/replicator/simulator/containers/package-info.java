/** Networks of real nodes in containers; every path between two of them is a proxy of its own. */
@NullMarked
package io.replicator.simulator.containers;

import org.jspecify.annotations.NullMarked;
