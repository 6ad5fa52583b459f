/** Tests of the command lines. */
@NullMarked
package io.replicator.simulator.cli;

import org.jspecify.annotations.NullMarked;
