/** Violations of the rules of the house, for the tests that show that the rules notice them. */
@NullMarked
package io.replicator.engine.planted;

import org.jspecify.annotations.NullMarked;
