/** Tests of the rules of the module. */
@NullMarked
package io.replicator.simulator;

import org.jspecify.annotations.NullMarked;
