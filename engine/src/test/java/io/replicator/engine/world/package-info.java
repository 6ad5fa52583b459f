/** A small deterministic world: production drivers over an in-memory network and in-memory disks, in virtual time. */
@NullMarked
package io.replicator.engine.world;

import org.jspecify.annotations.NullMarked;
