/** The replica as the rest of the node sees it: what may be asked of it, and the thread that runs the engine. */
@NullMarked
package io.replicator.node.replica;

import org.jspecify.annotations.NullMarked;
