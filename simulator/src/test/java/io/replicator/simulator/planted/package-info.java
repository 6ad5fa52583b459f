/** Violations of the rules of this module, planted for the tests of the rules. */
@NullMarked
package io.replicator.simulator.planted;

import org.jspecify.annotations.NullMarked;
