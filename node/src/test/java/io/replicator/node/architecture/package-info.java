@NullMarked
package io.replicator.node.architecture;

import org.jspecify.annotations.NullMarked;
