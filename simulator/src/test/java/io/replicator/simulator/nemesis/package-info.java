/** Tests of what needs no containers. */
@NullMarked
package io.replicator.simulator.nemesis;

import org.jspecify.annotations.NullMarked;
