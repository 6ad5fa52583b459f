@NullMarked
package io.replicator.simulator.containers;

import org.jspecify.annotations.NullMarked;
