/**
 * Shows that the simulator finds bugs: bugs are planted into the production engine, and each must be found.
 *
 * <p>A planted bug is a small edit of a production source file, kept here as data. It is applied to the source in the
 * checkout, compiled in memory, and run in a class loader of its own. Why this way:
 * <ul>
 *   <li>Production has no switch that makes it wrong, and no seam that is there for tests alone.
 *   <li>Each bug can be read: a name, what it does to users, and the lines before and after.
 *   <li>The simulator runs the very engine that is deployed, but for the lines of the edit.
 *   <li>When the production code moves on, an edit that fits no longer fails the build and says so, instead of planting
 *       nothing. Tools that mutate at random (PIT) make the bugs of typing errors; these are the bugs of thinking errors,
 *       which the protocol's literature and its reviews are full of.
 * </ul>
 */
@NullMarked
package io.replicator.simulator.teeth;

import org.jspecify.annotations.NullMarked;
