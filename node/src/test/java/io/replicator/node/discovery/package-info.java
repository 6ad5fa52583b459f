@NullMarked
package io.replicator.node.discovery;

import org.jspecify.annotations.NullMarked;
