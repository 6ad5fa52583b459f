/** The composition root: the one place that knows every part of the node. */
@NullMarked
package io.replicator.node.app;

import org.jspecify.annotations.NullMarked;
