@NullMarked
package io.replicator.node.metrics;

import org.jspecify.annotations.NullMarked;
