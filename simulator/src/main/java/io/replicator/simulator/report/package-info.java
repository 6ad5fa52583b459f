/** Pages for people and files for programs about a run, from plain data. Knows nothing of how the data came about. */
@NullMarked
package io.replicator.simulator.report;

import org.jspecify.annotations.NullMarked;
