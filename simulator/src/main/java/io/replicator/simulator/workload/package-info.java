/** What clients do, as data. */
@NullMarked
package io.replicator.simulator.workload;

import org.jspecify.annotations.NullMarked;
