/** Two packages that depend on each other. */
@NullMarked
package io.replicator.engine.planted.driver;

import org.jspecify.annotations.NullMarked;
