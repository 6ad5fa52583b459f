/** Pure vote arithmetic: which sets of voters are quorums, and what a set of promises obliges a recovery to. */
@NullMarked
package io.replicator.engine.quorum;

import org.jspecify.annotations.NullMarked;
