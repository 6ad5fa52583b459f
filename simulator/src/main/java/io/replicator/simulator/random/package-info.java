/** Random numbers out of a seed, the same on every machine. */
@NullMarked
package io.replicator.simulator.random;

import org.jspecify.annotations.NullMarked;
