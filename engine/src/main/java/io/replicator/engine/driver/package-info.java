/** Runs the protocol through ports; the one place that knows that a reply waits for the sync of what it reports. */
@NullMarked
package io.replicator.engine.driver;

import org.jspecify.annotations.NullMarked;
