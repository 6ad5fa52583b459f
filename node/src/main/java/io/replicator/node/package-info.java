/** The deployable node: storage, transport, HTTP and command line around the engine. */
@NullMarked
package io.replicator.node;

import org.jspecify.annotations.NullMarked;
