/** Planted violations. */
@NullMarked
package io.replicator.chaos.planted.image;

import org.jspecify.annotations.NullMarked;
