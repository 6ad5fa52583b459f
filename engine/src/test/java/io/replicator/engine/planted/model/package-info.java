/** Two packages that depend on each other. */
@NullMarked
package io.replicator.engine.planted.model;

import org.jspecify.annotations.NullMarked;
