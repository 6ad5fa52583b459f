/** The commands simulate and load. */
@NullMarked
package io.replicator.simulator.cli;

import org.jspecify.annotations.NullMarked;
