@NullMarked
package io.replicator.node.app;

import org.jspecify.annotations.NullMarked;
