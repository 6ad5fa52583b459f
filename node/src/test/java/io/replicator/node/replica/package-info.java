@NullMarked
package io.replicator.node.replica;

import org.jspecify.annotations.NullMarked;
