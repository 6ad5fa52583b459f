/** The voter's side of one key: a pure function from state and request to new state and reply. */
@NullMarked
package io.replicator.engine.acceptor;

import org.jspecify.annotations.NullMarked;
