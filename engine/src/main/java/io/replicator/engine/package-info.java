/** The replication protocol as a pure state machine: no input or output, no clock, no threads. */
@NullMarked
package io.replicator.engine;

import org.jspecify.annotations.NullMarked;
