/** Whole runs: draws a plan from a seed, carries it out, judges it, makes a failing one small, and does so for thousands of seeds. */
@NullMarked
package io.replicator.simulator.swarm;

import org.jspecify.annotations.NullMarked;
