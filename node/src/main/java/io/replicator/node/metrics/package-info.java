/** What the node counts and times, and its page for Prometheus. */
@NullMarked
package io.replicator.node.metrics;

import org.jspecify.annotations.NullMarked;
