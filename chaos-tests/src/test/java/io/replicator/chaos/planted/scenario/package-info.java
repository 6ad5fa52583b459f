/** Planted violations. */
@NullMarked
package io.replicator.chaos.planted.scenario;

import org.jspecify.annotations.NullMarked;
