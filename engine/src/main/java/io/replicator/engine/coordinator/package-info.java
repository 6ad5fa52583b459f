/** The proposer's side: a store, a read or the finishing of an orphan, from its first message to its outcome. */
@NullMarked
package io.replicator.engine.coordinator;

import org.jspecify.annotations.NullMarked;
