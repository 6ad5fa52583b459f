/** What goes wrong, as data: one record for each kind of fault. */
@NullMarked
package io.replicator.simulator.fault;

import org.jspecify.annotations.NullMarked;
